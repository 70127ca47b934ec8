package org.auditcaravan.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The quota is used and respected: hours of a source that always has a next page to ask for, with a
 * vendor that grants less than it says, answers that take 50 ms to 2 s, and another consumer that
 * comes and goes. The table is printed.
 */
class QuotaUseTest {
  private static final List<Phase> DAY =
      List.of(
          new Phase("nothing hidden", 1000, 0, 0.05, 1),
          new Phase("a hidden limit", 180, 0, 0.05, 2),
          new Phase("another consumer comes", 180, 140, 0.05, 2),
          new Phase("it goes", 180, 0, 0.05, 2),
          new Phase("answers in 50 ms", 180, 0, 0.05, 0.05),
          new Phase("the limit is lowered", 90, 0, 0.05, 2),
          new Phase("the limit is raised", 180, 0, 0.05, 2),
          new Phase("answers take 2 s", 180, 0, 2, 2),
          new Phase("and are faster again", 180, 0, 0.05, 2),
          new Phase("no limit any more", 1000, 0, 0.05, 1));

  /** For so many minutes 95 % must have been used, and 1 % refused at most: then it is found. */
  private static final int SURE = 5;

  /** Minutes after a change that are not yet steady. */
  private static final int WARM = 20;

  @ParameterizedTest
  @ValueSource(strings = {"fixed", "sliding", "bucket"})
  void usesWhatIsAvailableAndIsHardlyEverRefused(String shape) {
    for (long seed = 5; seed <= 7; seed++) {
      VirtualHours hours = new VirtualHours(seed, shape(shape));
      System.out.printf(
          "%n%-24s %9s %8s %8s %8s %9s %9s   limit counted: %s, seed %d%n",
          "an hour each",
          "available",
          "found",
          "used",
          "429",
          "requests",
          "under way",
          shape,
          seed);
      for (Phase phase : DAY) {
        check(phase, hours.pass(phase));
      }
    }
  }

  private static IntFunction<Gate> shape(String name) {
    return switch (name) {
      case "fixed" -> Gate.Fixed::new;
      case "sliding" -> Gate.Sliding::new;
      default -> perMinute -> new Gate.Bucket(perMinute, 10);
    };
  }

  private static void check(Phase phase, List<VirtualHours.Minute> minutes) {
    int found = 0;
    while (found + SURE <= minutes.size()
        && !reached(phase, minutes.subList(found, found + SURE))) {
      found++;
    }
    List<VirtualHours.Minute> steady = minutes.subList(WARM, minutes.size());
    double available = available(phase, steady);
    double used = granted(steady) / (steady.size() * available);
    double asked = steady.stream().mapToInt(minute -> minute.asked).sum();
    double refused = steady.stream().mapToInt(minute -> minute.refused).sum() / asked;
    double requests = asked / granted(steady);
    double underWay = steady.stream().mapToDouble(minute -> minute.underWay).average().orElse(0);
    int tooEarly = minutes.stream().mapToInt(minute -> minute.tooEarly).sum();
    System.out.printf(
        Locale.ROOT,
        "%-24s %9.0f %4d min %6.1f %% %6.2f %% %9.3f %9.1f%n",
        phase.name(),
        available,
        found,
        used * 100,
        refused * 100,
        requests,
        underWay);
    assertThat(tooEarly).describedAs("%s: during a Retry-After", phase.name()).isZero();
    assertThat(used).describedAs("%s: used", phase.name()).isGreaterThanOrEqualTo(0.97);
    assertThat(refused).describedAs("%s: refused", phase.name()).isLessThanOrEqualTo(0.005);
    assertThat(requests).describedAs("%s: requests", phase.name()).isLessThanOrEqualTo(1.02);
  }

  private static boolean reached(Phase phase, List<VirtualHours.Minute> minutes) {
    double granted = granted(minutes);
    int refused = minutes.stream().mapToInt(minute -> minute.refused).sum();
    return granted >= 0.95 * minutes.size() * available(phase, minutes)
        && refused <= 0.01 * granted;
  }

  private static double available(Phase phase, List<VirtualHours.Minute> minutes) {
    return phase.available(minutes.stream().mapToInt(minute -> minute.others).average().orElse(0));
  }

  private static double granted(List<VirtualHours.Minute> minutes) {
    return minutes.stream().mapToInt(minute -> minute.granted).sum();
  }
}
