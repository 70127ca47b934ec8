package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.auditcaravan.seal.RecordSchema.Column;

/** Writes rows into one Parquet file. The same rows in the same order give the same bytes. */
final class ParquetWrite implements AutoCloseable {
  /** Small enough for a small heap, and for statistics that let a reader skip most of a file. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private static final int PAGE_BYTES = 1 << 18;

  private final ParquetWriter<Object[]> writer;

  ParquetWrite(Path file) throws IOException {
    Builder builder =
        new Builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new Zstd())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES);
    // Different in each record or event: a dictionary of them would only be given up.
    for (String unlike : List.of("recordId", "auditId", "rawPayload", "rawSha256")) {
      builder.withDictionaryEncoding(unlike, false);
    }
    this.writer = builder.build();
  }

  void write(Object[] row) throws IOException {
    writer.write(row);
  }

  /** How long the file is so far, as far as that is known. */
  long bytes() {
    return writer.getDataSize();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation")
    protected WriteSupport<Object[]> getWriteSupport(Configuration conf) {
      return new Rows();
    }

    @Override
    protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration conf) {
      return new Rows();
    }
  }

  private static final class Rows extends WriteSupport<Object[]> {
    private RecordConsumer out;

    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration conf) {
      return new WriteContext(RecordSchema.message(), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration conf) {
      return new WriteContext(RecordSchema.message(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(Object[] row) {
      out.startMessage();
      for (int place = 0; place < row.length; place++) {
        if (row[place] != null) {
          Column column = RecordSchema.COLUMNS.get(place);
          out.startField(column.name(), place);
          value(row[place]);
          out.endField(column.name(), place);
        }
      }
      out.endMessage();
    }

    private void value(Object value) {
      if (value instanceof byte[] text) {
        out.addBinary(Binary.fromConstantByteArray(text));
      } else if (value instanceof Long number) {
        out.addLong(number);
      } else {
        list((List<?>) value);
      }
    }

    private void list(List<?> values) {
      out.startGroup();
      if (!values.isEmpty()) {
        out.startField("list", 0);
        for (Object value : values) {
          out.startGroup();
          if (value != null) {
            out.startField("element", 0);
            value(value);
            out.endField("element", 0);
          }
          out.endGroup();
        }
        out.endField("list", 0);
      }
      out.endGroup();
    }
  }
}
