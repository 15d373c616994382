import { ApiError } from '../api/http.js';
import { advice as adviceOn } from './advice.js';
import { element } from './dom.js';
import { icon } from './icons.js';

/** @param {string} message @returns {HTMLElement} */
export function loadingState(message) {
  return element(
    'div',
    { class: 'state loading', role: 'status' },
    element('span', { class: 'spinner', 'aria-hidden': 'true' }),
    element('p', {}, message),
  );
}

/**
 * @param {string} title says what is empty
 * @param {string} advice says what to do
 * @param {...Node} actions
 * @returns {HTMLElement}
 */
export function emptyState(title, advice, ...actions) {
  return element(
    'div',
    { class: 'state empty' },
    element('p', { class: 'state-title' }, title),
    element('p', {}, advice),
    actions.length > 0 && element('div', { class: 'state-actions' }, ...actions),
  );
}

/**
 * @param {unknown} error
 * @param {() => void} retry
 * @param {{ heading?: 1 | 2 }} [options] heading: level of the title; default: a paragraph
 * @returns {HTMLElement}
 */
export function errorState(error, retry, { heading } = {}) {
  const { title, advice, mayHelp, detail } = explain(error);
  return element(
    'div',
    { class: 'state error', role: 'alert' },
    icon('warning'),
    element(heading ? `h${heading}` : 'p', { class: 'state-title' }, title),
    ...adviceOn(advice),
    detail && element('p', { class: 'state-detail' }, detail),
    mayHelp &&
      element(
        'div',
        { class: 'state-actions' },
        element('button', { type: 'button', onclick: retry }, icon('refresh'), 'Try again'),
      ),
  );
}

/**
 * What the page says about an error: what happened, what to do, and details for the operator.
 * @param {unknown} error
 * @returns {{ title: string, advice: string, mayHelp: boolean, detail: string }}
 */
export function explain(error) {
  if (!(error instanceof ApiError)) {
    console.error(error);
    return { title: 'The console has an internal error', advice: String(error), mayHelp: true, detail: '' };
  }
  const detail = [error.code, error.requestId && `request ${error.requestId}`].filter(Boolean).join(' · ');
  return { title: titleOf(error.status), advice: error.message, mayHelp: error.status !== 403 && error.status !== 404, detail };
}

/** @param {number} status @returns {string} */
function titleOf(status) {
  switch (status) {
    case 0:
      return 'No connection';
    case 401:
      return 'Not signed in';
    case 403:
      return 'Not allowed';
    case 404:
      return 'Not found';
    case 409:
      return 'The logs of this instance cannot be read now';
    case 429:
      return 'Too many requests at once';
    case 503:
      return 'The service is not available now';
    default:
      return status >= 500 ? 'The service failed' : 'The service refused this request';
  }
}
