package io.whisper.node.command;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URL of a control surface from the command line. */
final class UrlConverter implements ITypeConverter<URI> {
  @Override
  public URI convert(String text) {
    try {
      URI url = new URI(text);
      if ("http".equals(url.getScheme()) && url.getHost() != null && url.getPort() > 0) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Refused below.
    }
    throw new TypeConversionException("'" + text + "' is not of the form http://HOST:PORT");
  }
}
