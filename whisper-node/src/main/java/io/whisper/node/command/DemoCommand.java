package io.whisper.node.command;

import io.whisper.node.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code whisper demo}: a local network and every way of delivery once; ends by itself. */
@Command(
    name = "demo",
    description = "Run a local network, deliver in every way once, print each step, and end.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();

  @Override
  public void run() {
    new Demo(console.console()).run();
  }
}
