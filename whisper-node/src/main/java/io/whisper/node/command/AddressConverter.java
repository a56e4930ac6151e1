package io.whisper.node.command;

import io.whisper.core.address.Address;
import io.whisper.core.address.AddressException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address from the command line and says what is wrong with a mistyped one. */
final class AddressConverter implements ITypeConverter<Address> {
  @Override
  public Address convert(String text) {
    try {
      return Address.parse(text);
    } catch (AddressException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
