package io.whisper.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Fuzz target of the state files; the build runs it over its seeds. */
class RecordFormatFuzzTest {
  /**
   * Whatever file comes, the part of it that is read is written back as it came, and what is read
   * of a damaged one is as long as what is not damaged.
   */
  @FuzzTest(maxDuration = "20s")
  void parse(byte[] file) {
    RecordFormat.Contents contents = RecordFormat.parse(file);
    if (contents.end() > 0) {
      byte[] again = RecordFormat.file(contents.records());
      assertThat(again).hasSize(contents.end() - contents.damaged());
      if (contents.damaged() == 0) {
        assertThat(again).isEqualTo(Arrays.copyOf(file, contents.end()));
      }
    }
  }
}
