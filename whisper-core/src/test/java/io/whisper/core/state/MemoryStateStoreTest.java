package io.whisper.core.state;

class MemoryStateStoreTest extends StateStoreContract {
  @Override
  StateStore open() {
    return StateStore.inMemory();
  }
}
