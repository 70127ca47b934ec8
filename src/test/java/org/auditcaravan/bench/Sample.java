package org.auditcaravan.bench;

/**
 * What one process took for its events, from its start until the last of them was indexed.
 *
 * @param who who carried them
 * @param events how many there were
 * @param seconds by the clock
 * @param cpu seconds of processor time of that process alone
 * @param allocated bytes of heap, 0 where that was not measured
 * @param peak the most resident memory, in MB
 * @param posted bytes of its bulk requests
 */
record Sample(
    String who, int events, double seconds, double cpu, long allocated, double peak, long posted) {}
