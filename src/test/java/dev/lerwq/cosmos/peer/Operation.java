package dev.lerwq.cosmos.peer;

/** What a request asks of the peer; faults are injected per operation. */
public enum Operation {
  READ_ACCOUNT,
  READ_DATABASE,
  READ_CONTAINER,
  READ_RANGES,
  PLAN_QUERY,
  QUERY,
  READ_ITEM,
  CREATE_ITEM,
  REPLACE_ITEM,
  DELETE_ITEM
}
