/**
 * The executor: takes one message at a time from the bus and does what it asks.
 *
 * <p>{@link dev.lerwq.executor.Executor} waits and dispatches to {@link
 * dev.lerwq.executor.MessageHandler}s by the body's {@code type}. The life of a GitHub job is the
 * pure function {@link dev.lerwq.executor.JobLifecycle}; {@link dev.lerwq.executor.JobRun} performs
 * the actions that it asks for and feeds it what came of them. Scripts run as process trees that
 * can be ended as a whole.
 *
 * <p>{@link dev.lerwq.executor.Slots} runs one executor for each board of a process, and keeps them
 * apart. {@link dev.lerwq.executor.Supervisor} is the port to whoever looks after the process.
 *
 * <p>May touch: the ports {@code bus} and {@code github}, {@code message}, the JDK and JBoss
 * Logging. Knows no adapter.
 */
package dev.lerwq.executor;
