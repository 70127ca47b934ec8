package org.auditcaravan.bench;

/** Everything that is measured, one table after the other: {@code mvn -Pbench package}. */
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    StartBenchmark.main(args);
    LineBenchmark.main(args);
    PageBenchmark.main(args);
  }
}
