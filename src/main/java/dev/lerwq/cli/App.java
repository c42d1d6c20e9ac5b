package dev.lerwq.cli;

import picocli.CommandLine.Command;

/** The top of the command line, and the commands in the order of its help. */
@Command(
    subcommands = {
      DemoCommand.class,
      ReflectorCommand.class,
      ExecutorCommand.class,
      ExplainCommand.class,
      SendCommand.class,
      QueueRecvCommand.class,
      DeadLettersCommand.class,
      QueueStatsCommand.class,
      ListRunnersCommand.class,
      ReapCommand.class,
      ListAclsCommand.class,
      DoctorCommand.class,
      AclCommand.class,
      ShutdownCommand.class,
      CompletionCommand.class,
    })
public final class App extends Top {}
