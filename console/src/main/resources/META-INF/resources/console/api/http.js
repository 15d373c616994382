/** Sends all requests to the API: same origin, JSON, one kind of error. Waits if the service asks it to. */

const api = new URL('../../v3/', import.meta.url);
const ATTEMPTS = 3;
const LONGEST_WAIT_SECONDS = 10;

/** An error answer of the API, or status 0 if the API could not be reached. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code `error_code` of the RDS API, "" if there is none
   * @param {string} message one sentence for people
   * @param {string} requestId to find the request in the operator's log, "" if there is none
   */
  constructor(status, code, message, requestId) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** @type {(token: string) => void} */
let unauthorized = () => {};

/** @param {(token: string) => void} listener called with the refused token */
export function onUnauthorized(listener) {
  unauthorized = listener;
}

/**
 * @typedef {object} Request
 * @property {string} [method]
 * @property {string} [token]
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {Record<string, string | number | undefined>} [query] undefined values are omitted
 * @property {AbortSignal} [signal]
 */

/**
 * Sends a request, at most three times: after a 429 or 503 it waits as long as `Retry-After` says.
 * @param {string} path below /v3/
 * @param {Request} [request]
 * @returns {Promise<{ body: any, headers: Headers }>}
 * @throws {ApiError}
 */
export async function send(path, request = {}) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetchOnce(path, request);
    if (response.ok) {
      return { body: await readJson(response, request.signal), headers: response.headers };
    }
    if ((response.status === 429 || response.status === 503) && attempt < ATTEMPTS) {
      await pause(retryAfterSeconds(response.headers) * 1000, request.signal);
      continue;
    }
    const error = await errorOf(response);
    if (response.status === 401 && request.token) {
      unauthorized(request.token);
    }
    throw error;
  }
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal] rejects at once when aborted
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** @param {string} path @param {Request} request @returns {Promise<Response>} */
async function fetchOnce(path, { method = 'GET', token, body, headers = {}, query = {}, signal }) {
  const url = new URL(path, api);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  }
  try {
    return await fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token ? { 'X-Auth-Token': token } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      signal,
    });
  } catch (error) {
    throw unreached(error, signal);
  }
}

/** @param {unknown} error @param {AbortSignal} [signal] @returns {unknown} the error to throw */
function unreached(error, signal) {
  return signal?.aborted
    ? error
    : new ApiError(0, '', 'Logferry cannot be reached. Check the network, and that the service is running.', '');
}

/** @param {Response} response @param {AbortSignal} [signal] @returns {Promise<any>} null if the answer has no body */
async function readJson(response, signal) {
  let text;
  try {
    text = await response.text();
  } catch (error) {
    throw unreached(error, signal); // the connection broke during the answer
  }
  return text ? JSON.parse(text) : null;
}

/** @param {Response} response @returns {Promise<ApiError>} */
async function errorOf(response) {
  const requestId = response.headers.get('X-Request-Id') ?? '';
  let answer;
  try {
    answer = await readJson(response);
  } catch {
    answer = null; // for example a proxy's HTML page: the status is enough
  }
  const message = answer?.error_msg ?? answer?.error?.message ?? `The service answered with HTTP status ${response.status}.`;
  return new ApiError(response.status, answer?.error_code ?? '', message, requestId);
}

/** @param {Headers} headers @returns {number} */
export function retryAfterSeconds(headers) {
  const seconds = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), LONGEST_WAIT_SECONDS) : 2;
}
