package org.auditcaravan.ratelimit;

/**
 * A stretch of time in which vendor and neighbours stay as they are.
 *
 * @param name what it is called
 * @param hidden requests a minute that the endpoint grants without saying so
 * @param others requests a minute that another consumer makes of the same quota
 * @param fastest seconds that the fastest answer takes
 * @param slowest seconds that the slowest answer takes
 */
record Phase(String name, int hidden, int others, double fastest, double slowest) {
  static final int QUOTA = 300;
  static final double RESERVE = 0.1;
  static final int CONCURRENCY = 4;
  static final int MINUTES = 60;

  /** What the governor never touches (the customer's guide). */
  private static final int LAST = 4;

  /**
   * Requests a minute that can be had by who knows everything.
   *
   * @param taken requests a minute that the other consumer was granted
   */
  double available(double taken) {
    double quota = Math.min(QUOTA * (1 - RESERVE), QUOTA - taken - LAST);
    return Math.min(Math.min(quota, hidden), CONCURRENCY / ((fastest + slowest) / 2) * 60);
  }
}
