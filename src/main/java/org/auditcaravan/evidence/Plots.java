package org.auditcaravan.evidence;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.auditcaravan.evidence.Report.Count;
import org.auditcaravan.evidence.Report.Day;

/**
 * Where the marks of the report's plots stand, in the units of their drawings.
 *
 * @param bars records a day
 * @param lines values that the bars are read by
 * @param ticks days that stand below the bars
 * @param types records of each entity type
 * @param months the calendar
 * @param signers the ids of the keys that signed digests, each once
 */
public record Plots(
    List<Bar> bars,
    List<Tick> lines,
    List<Tick> ticks,
    List<Bar> types,
    List<Month> months,
    List<String> signers) {
  /** The drawing of days is this wide and high, without its legends. */
  private static final double WIDTH = 940;

  private static final double HEIGHT = 180;
  private static final double TYPES = 100;
  private static final int MOST_TICKS = 12;
  private static final int LONGEST_LABEL = 120;
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

  /** A rectangle, with what it stands for. */
  public record Bar(String x, String y, String width, String height, String label, String value) {}

  /** A place at an axis. */
  public record Tick(String at, String label) {}

  /**
   * A month of the calendar.
   *
   * @param blanks for the days of its first week that are not its own
   */
  public record Month(String name, List<String> blanks, List<Cell> cells) {}

  /** A day of the calendar: its state and, where not all is well, a sign for who sees no colour. */
  public record Cell(String day, String state, String sign, String said) {}

  static Plots of(Report report) {
    return new Plots(
        bars(report.days()),
        lines(report.days()),
        ticks(report.days()),
        types(report.entityTypes()),
        months(report.days()),
        report.digests().stream()
            .map(Report.Link::keyId)
            .filter(Objects::nonNull)
            .distinct()
            .toList());
  }

  private static List<Bar> bars(List<Day> days) {
    double step = WIDTH / Math.max(1, days.size());
    long top = top(days);
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      Day day = days.get(i);
      if (day.records() > 0) {
        double height = Math.max(1, HEIGHT * day.records() / top);
        bars.add(
            new Bar(
                number(i * step + Math.min(1, step / 10)),
                number(HEIGHT - height),
                number(Math.min(48, Math.max(0.6, step - Math.min(2, step / 5)))),
                number(height),
                day.date().toString(),
                count(day.records())));
      }
    }
    return bars;
  }

  /** The least of 1, 2 and 5 times a power of ten that no day exceeds. */
  private static long top(List<Day> days) {
    long most = days.stream().mapToLong(Day::records).max().orElse(0);
    long power = 1;
    while (power * 10 <= most) {
      power *= 10;
    }
    for (long factor : new long[] {1, 2, 5}) {
      if (power * factor >= most) {
        return power * factor;
      }
    }
    return power * 10;
  }

  private static List<Tick> lines(List<Day> days) {
    long top = top(days);
    return top < 2
        ? List.of(new Tick(number(0), count(top)), new Tick(number(HEIGHT), "0"))
        : List.of(
            new Tick(number(0), count(top)),
            new Tick(number(HEIGHT / 2), top % 2 == 0 ? count(top / 2) : ""),
            new Tick(number(HEIGHT), "0"));
  }

  private static List<Tick> ticks(List<Day> days) {
    double step = WIDTH / Math.max(1, days.size());
    List<Tick> ticks = new ArrayList<>();
    int every = (days.size() + MOST_TICKS - 1) / MOST_TICKS;
    for (int i = 0; i < days.size(); i += Math.max(1, every)) {
      ticks.add(new Tick(number(i * step), days.get(i).date().toString()));
    }
    return ticks;
  }

  private static List<Bar> types(List<Count> types) {
    long most = types.stream().mapToLong(Count::records).max().orElse(1);
    return types.stream()
        .map(
            type ->
                new Bar(
                    "0",
                    "0",
                    number(Math.max(0.3, TYPES * type.records() / most)),
                    "8",
                    label(type.name()),
                    count(type.records())))
        .toList();
  }

  /** The JSON has all of it. */
  private static String label(String name) {
    return name == null || name.length() <= LONGEST_LABEL
        ? name
        : name.substring(0, LONGEST_LABEL) + "\u2026 (" + count(name.length()) + " characters)";
  }

  private static List<Month> months(List<Day> days) {
    Map<YearMonth, List<Day>> byMonth = new TreeMap<>();
    days.forEach(
        day ->
            byMonth.computeIfAbsent(YearMonth.from(day.date()), m -> new ArrayList<>()).add(day));
    return byMonth.entrySet().stream()
        .map(
            month ->
                new Month(
                    MONTH.format(month.getKey()),
                    blanks(month.getValue().get(0).date()),
                    month.getValue().stream().map(Plots::cell).toList()))
        .toList();
  }

  /** Weeks begin on Monday, as in ISO 8601. */
  private static List<String> blanks(LocalDate first) {
    DayOfWeek begin = WeekFields.ISO.getFirstDayOfWeek();
    int before = Math.floorMod(first.getDayOfWeek().getValue() - begin.getValue(), 7);
    return Collections.nCopies(before, "");
  }

  private static Cell cell(Day day) {
    String state = day.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String sign =
        switch (day.state()) {
          case COVERED -> "";
          case EMPTY -> "0";
          case SEEN_EMPTY -> "0?";
          case GAP -> "!";
          case OPEN -> "\u2026";
          case EXPIRED -> "\u00d7";
        };
    return new Cell(
        String.valueOf(day.date().getDayOfMonth()),
        state,
        sign,
        day.date() + ": " + state.replace('-', ' ') + ", " + count(day.records()) + " records");
  }

  static String count(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  private static String number(double value) {
    return String.format(Locale.ENGLISH, "%.2f", value).replaceAll("\\.?0+$", "");
  }
}
