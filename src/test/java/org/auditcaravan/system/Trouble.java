package org.auditcaravan.system;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A fault of the matrix: what is done before the service starts, and while it runs.
 *
 * @param costs what the vendor may be asked for again each time that it strikes
 * @param alone whether it strikes the whole service, or what all sources share
 * @param inMemory why there is no such fault where the ledger is a file, or null
 */
record Trouble(
    String name,
    Supplier<History> history,
    Costs costs,
    Consumer<Trial> before,
    Consumer<Trial> during,
    boolean alone,
    String inMemory) {

  /** What one strike may make the product ask for again. */
  enum Costs {
    NOTHING,
    A_PAGE,
    A_WINDOW
  }

  private static final Consumer<Trial> NONE = crossing -> {};
  private static final Duration HOUR = Duration.ofHours(1);

  /** The faults, one a line. */
  static final List<Trouble> ALL =
      List.of(
          of("none", Costs.NOTHING, NONE, NONE),
          // What the vendor does.
          vendor("reset in the body", "reset", 0.1),
          vendor("truncated JSON", "truncate", 0.1),
          vendor("HTML with 200", "html", 0.1),
          vendor("HTML with 203", "html-203", 0.1),
          vendor("empty answers", "empty", 0.1),
          vendor("401 in the middle", "401", 0.05),
          vendor("408", "408", 0.1),
          vendor("429 now and then", "429", 0.05),
          of("429 storm", Costs.A_PAGE, NONE, run -> run.next("429", 12)),
          vendor("500", "500", 0.1),
          vendor("502", "502", 0.1),
          vendor("503", "503", 0.1),
          vendor("504", "504", 0.1),
          vendor("slow drip", "drip", 0.1),
          of("a server that hangs", Costs.A_PAGE, Trial::impatient, run -> run.next("hang", 2)),
          vendor("repeated events", "repeat", 0.5),
          of("token life of five seconds", Costs.A_PAGE, run -> run.tokens(5), NONE),
          of("token server down", Costs.A_PAGE, run -> run.tokens(5), Trial::withoutTokens),
          // What the archive does.
          archive("S3 answers 503", Spoils.PUT, 6, Spoils.s3(503, "SlowDown")),
          archive("S3 answers 403", Spoils.PUT, 3, Spoils.s3(403, "AccessDenied")),
          archive(
              "S3 answers 412 for nothing", Spoils.PUT, 3, Spoils.s3(412, "PreconditionFailed")),
          archive("S3 has a foreign manifest", Spoils.MANIFEST, 2, Spoils::foreign),
          archive("S3 drops the line after success", Spoils.PUT, 6, Spoils::lost),
          // What the engine does.
          of("documents refused", Costs.NOTHING, Trial::mapOtherwise, NONE),
          engine("documents answered 429", 4, Spoils::everyThirdDocument),
          engine(
              "the engine answers 429", 3, Spoils.engine(429, "es_rejected_execution_exception")),
          engine("the engine answers 503", 3, Spoils.engine(503, "unavailable_shards_exception")),
          engine("the engine answers 403", 2, Spoils.engine(403, "security_exception")),
          engine("the engine drops the line after success", 3, Spoils::lost),
          alone(
              "the engine is read-only",
              History::recent,
              Costs.NOTHING,
              Trial::block,
              Trial::unblockOnceOwed),
          alone("the engine is down", History::recent, Costs.NOTHING, NONE, Trial::withoutEngine),
          // What the machine does.
          ofPostgres(
              "disk full in the spool",
              History::large,
              Trial::limitFiles,
              Trial::untilFull,
              "its ledger would be full first, and asks for a restart"),
          ofPostgres(
              "database connection lost",
              History::recent,
              Trial::throughALine,
              Trial::cutDatabase,
              "H2 is in the process: there is no connection to lose"),
          alone(
              "local clock an hour fast",
              History::live,
              Costs.A_WINDOW,
              run -> run.localClock(HOUR),
              Trial::untilSkewed),
          alone(
              "local clock an hour slow",
              History::ofHours,
              Costs.A_WINDOW,
              run -> run.localClock(HOUR.negated()),
              Trial::untilSkewed),
          alone(
              "server clock an hour fast",
              History::live,
              Costs.A_WINDOW,
              run -> run.serverClocks(HOUR),
              Trial::untilSkewed),
          alone(
              "server clock an hour slow",
              History::live,
              Costs.A_WINDOW,
              run -> run.serverClocks(HOUR.negated()),
              Trial::untilSkewed),
          // What becomes of the process.
          alone(
              "kill -9 at every step",
              History::recent,
              Costs.A_WINDOW,
              run -> run.passEveryStep(false),
              Trial::killAtEachStep),
          alone(
              "kill -9 at every step in every mode",
              History::recent,
              Costs.A_WINDOW,
              run -> run.passEveryStep(true),
              Trial::killAtEachStep));

  /** The steps at which the short form kills. */
  static final Trouble KILLS =
      alone(
          "kill -9 at the steps of extract, sink-s3 and commit",
          History::recent,
          Costs.A_WINDOW,
          run -> run.probe(false, Set.of("extract", "sink-s3", "commit")),
          Trial::killAtEachStep);

  /** What the short form lets happen at once. */
  static final Trouble MANY =
      of(
          "vendor, S3 and engine at once",
          Costs.A_WINDOW,
          run -> {
            for (String fault : List.of("reset", "truncate", "html", "html-203", "500", "503")) {
              run.vendors("faults." + fault, "0.02");
            }
            run.vendors("faults.401", "0.02").vendors("faults.repeat", "0.2");
            run.spoilArchive(Spoils.PUT, 2, Spoils::lost);
            run.spoilArchive(Spoils.PUT, 2, Spoils.s3(503, "SlowDown"));
            run.spoilArchive(Spoils.MANIFEST, 1, Spoils::foreign);
            run.spoilEngine(2, Spoils::everyThirdDocument);
            run.spoilEngine(2, Spoils::lost);
          },
          run -> run.next("429", 3));

  /** Whether anything goes wrong at all. */
  boolean strikes() {
    return before != NONE || during != NONE;
  }

  private static Trouble of(
      String name, Costs costs, Consumer<Trial> before, Consumer<Trial> during) {
    return new Trouble(name, History::recent, costs, before, during, false, null);
  }

  private static Trouble alone(
      String name,
      Supplier<History> history,
      Costs costs,
      Consumer<Trial> before,
      Consumer<Trial> during) {
    return new Trouble(name, history, costs, before, during, true, null);
  }

  private static Trouble ofPostgres(
      String name,
      Supplier<History> history,
      Consumer<Trial> before,
      Consumer<Trial> during,
      String inMemory) {
    return new Trouble(name, history, Costs.A_WINDOW, before, during, true, inMemory);
  }

  private static Trouble vendor(String name, String fault, double share) {
    return of(
        name, Costs.A_PAGE, run -> run.vendors("faults." + fault, String.valueOf(share)), NONE);
  }

  private static Trouble archive(String name, Spoils.Aim aim, int times, Spoils.Spoil spoil) {
    return of(name, Costs.A_WINDOW, run -> run.spoilArchive(aim, times, spoil), NONE);
  }

  private static Trouble engine(String name, int times, Spoils.Spoil spoil) {
    return of(name, Costs.NOTHING, run -> run.spoilEngine(times, spoil), NONE);
  }
}
