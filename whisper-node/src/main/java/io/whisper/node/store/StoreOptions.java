package io.whisper.node.store;

import java.util.Deque;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * How the files of a store are kept: everything in memory is bounded, indexes and filters included,
 * and a log that is damaged anywhere but at its torn end is refused.
 */
final class StoreOptions {
  private static final long MIB = 1 << 20;

  /** Blocks, indexes, filters and unwritten changes together, in bytes. */
  private static final long MEMORY = 64 * MIB;

  private static final long WRITE_BUFFERS = 32 * MIB;
  private static final int OPEN_FILES = 256;

  private final Deque<AutoCloseable> owned;
  private final Cache cache;

  /** Everything native goes to {@code owned}, the last on top. */
  StoreOptions(Deque<AutoCloseable> owned) {
    this.owned = owned;
    this.cache = own(owned, new LRUCache(MEMORY));
  }

  DBOptions database() {
    return own(owned, new DBOptions())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setWriteBufferManager(own(owned, new WriteBufferManager(WRITE_BUFFERS, cache)))
        .setMaxTotalWalSize(2 * WRITE_BUFFERS)
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(MIB)
        // Its own log tells of files and errors only, and stays small.
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  ColumnFamilyOptions column() {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setPinTopLevelIndexAndFilter(true)
            .setFilterPolicy(own(owned, new BloomFilter(10)));
    // Sealed bytes and hashes do not get smaller.
    return own(owned, new ColumnFamilyOptions())
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(WRITE_BUFFERS / 2);
  }

  static <T extends AutoCloseable> T own(Deque<AutoCloseable> owned, T each) {
    owned.push(each);
    return each;
  }
}
