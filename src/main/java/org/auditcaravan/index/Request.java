package org.auditcaravan.index;

import org.apache.hc.core5.http.HttpEntity;

/**
 * A request to the search engine.
 *
 * @param method the HTTP method
 * @param path below the engine's address
 * @param query the query, or null
 * @param body the body with its content type, or null
 */
record Request(String method, String path, String query, HttpEntity body) {}
