package io.whisper.node.command;

import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Step;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line, which names every command and does nothing itself. */
@Command(
    name = "whisper",
    description = "Messages of which nobody learns where they came from or where they went.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      DevnetCommand.class,
      KeygenCommand.class,
      AuthorityCommand.class,
      RelayCommand.class,
      EndpointCommand.class,
      ListenCommand.class,
      SendCommand.class,
      PendingCommand.class,
      PublishCommand.class,
      WithdrawCommand.class,
      SubscribeCommand.class,
      ChatCommand.class,
      StatusCommand.class,
      CommandLine.HelpCommand.class
    })
public final class WhisperCommand implements Runnable {
  @Spec private CommandSpec spec;

  private WhisperCommand() {}

  /** A command line ready to execute, whose errors are one line on standard error each. */
  public static CommandLine commandLine() {
    CommandLine whisper = new CommandLine(new WhisperCommand());
    for (CommandLine command : whisper.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(whisper.getCommandSpec().versionProvider());
    }
    return answeringInOneLine(whisper);
  }

  /** The same {@code command} and its subcommands, reporting errors in one line each. */
  static CommandLine answeringInOneLine(CommandLine command) {
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(WhisperCommand::refuse)
        .setExecutionExceptionHandler(WhisperCommand::fail);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int refuse(ParameterException refusal, String[] args) {
    refusal.getCommandLine().getErr().println(Refusal.of(refusal));
    return CommandLine.ExitCode.USAGE;
  }

  private static int fail(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    String reason = Reason.of(failure);
    boolean shown = failure instanceof CommandException known && known.isShown();
    if (!shown && command.getParseResult().hasMatchedOption("--json")) {
      ConsoleOptions.json().step(Step.failed("error", 0, reason));
    }
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + reason);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
