package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.auditcaravan.seal.RecordSchema.Kind;

/** Reads the rows of a Parquet file back, a row group at a time. */
public final class ParquetRows {
  private ParquetRows() {}

  /**
   * Hands over every row.
   *
   * @throws IOException when the file cannot be read, or holds something else than records
   */
  public static void forEach(Path file, Consumer<Object[]> to) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Zstd())
            .build();
    try (ParquetFileReader reader = new ParquetFileReader(new LocalInputFile(file), options)) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      if (!schema.equals(RecordSchema.message())) {
        throw new IOException("its columns are not those of a record of this version");
      }
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        RecordReader<Object[]> rows = columns.getRecordReader(group, new Rows());
        for (long row = 0; row < group.getRowCount(); row++) {
          to.accept(rows.read());
        }
      }
    } catch (RuntimeException e) {
      // The library says so of damaged files.
      throw new IOException("it cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static final class Rows extends RecordMaterializer<Object[]> {
    private final Object[] none = new Object[RecordSchema.COLUMNS.size()];
    private final Group root = new Group();

    @Override
    public Object[] getCurrentRecord() {
      return root.row;
    }

    @Override
    public GroupConverter getRootConverter() {
      return root;
    }

    private final class Group extends GroupConverter {
      private final List<Converter> columns =
          IntStream.range(0, none.length).mapToObj(this::column).toList();
      private Object[] row;

      private Converter column(int place) {
        return RecordSchema.COLUMNS.get(place).kind() == Kind.TEXTS
            ? new Texts(texts -> row[place] = texts)
            : new Value(value -> row[place] = value);
      }

      @Override
      public Converter getConverter(int place) {
        return columns.get(place);
      }

      @Override
      public void start() {
        row = none.clone();
      }

      @Override
      public void end() {
        // The row is complete.
      }
    }
  }

  private static final class Texts extends GroupConverter {
    private final Consumer<List<Object>> to;
    private final Converter element = new Element();
    private List<Object> texts;

    Texts(Consumer<List<Object>> to) {
      this.to = to;
    }

    @Override
    public Converter getConverter(int place) {
      return element;
    }

    @Override
    public void start() {
      texts = new ArrayList<>();
    }

    @Override
    public void end() {
      to.accept(texts);
    }

    private final class Element extends GroupConverter {
      private final Converter value = new Value(found -> text = found);
      private Object text;

      @Override
      public Converter getConverter(int place) {
        return value;
      }

      @Override
      public void start() {
        text = null;
      }

      @Override
      public void end() {
        texts.add(text);
      }
    }
  }

  private static final class Value extends PrimitiveConverter {
    private final Consumer<Object> to;

    Value(Consumer<Object> to) {
      this.to = to;
    }

    @Override
    public void addBinary(Binary value) {
      to.accept(value.getBytes());
    }

    @Override
    public void addLong(long value) {
      to.accept(value);
    }
  }
}
