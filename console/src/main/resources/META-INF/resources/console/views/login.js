import { ApiError } from '../api/http.js';
import { element, replaceContent } from '../page/dom.js';
import { explain } from '../page/states.js';
import { lastFarewell, logIn, useToken } from '../session.js';

/** @returns {import('../app.js').View} */
export function loginView() {
  const card = element('section', { class: 'login card', 'aria-labelledby': 'login-title' });
  /** @param {boolean} withToken */
  const choose = (withToken) => {
    replaceContent(
      card,
      element('h1', { id: 'login-title' }, 'Sign in'),
      element('p', { class: 'muted' }, 'Error logs of your PostgreSQL instances.'),
      lastFarewell() && element('p', { class: 'notice', role: 'status' }, lastFarewell()),
      withToken ? tokenForm() : passwordForm(),
      element(
        'button',
        { type: 'button', class: 'as-link', onclick: () => choose(!withToken) },
        withToken ? 'Sign in with a password' : 'Use a token instead',
      ),
    );
    /** @type {HTMLElement | null} */ (card.querySelector('input'))?.focus();
  };
  choose(false);
  return { title: 'Sign in', content: card };
}

function passwordForm() {
  return form(
    [
      field('User name', { name: 'user', autocomplete: 'username', required: true, 'data-autofocus': true }),
      field('Password', { name: 'password', type: 'password', autocomplete: 'current-password', required: true }),
      element(
        'div',
        { class: 'pair' },
        field('Domain', { name: 'domain', value: 'Default', autocomplete: 'organization', required: true }),
        field('Project', { name: 'project', autocomplete: 'off' }, 'Name or ID; leave it empty to choose'),
      ),
    ],
    (values) => logIn({ user: values.user, password: values.password, domain: values.domain, project: values.project.trim() }),
  );
}

function tokenForm() {
  return form(
    [
      field('Token', { name: 'token', type: 'password', autocomplete: 'off', required: true }, 'A project-scoped token of your Keystone'),
      field('Project ID', { name: 'project', autocomplete: 'off', required: true, pattern: '[0-9a-f]{32}' }, '32 hex digits'),
    ],
    async (values) => useToken(values.token.trim(), values.project.trim()),
  );
}

/**
 * @param {Node[]} fields
 * @param {(values: Record<string, string>) => Promise<void>} submit
 */
function form(fields, submit) {
  const problem = element('div', { role: 'alert' });
  const button = element('button', { class: 'primary wide' }, 'Sign in');
  return element(
    'form',
    {
      onsubmit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const values = /** @type {Record<string, string>} */ (
          Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)))
        );
        button.disabled = true;
        replaceContent(button, 'Signing in…');
        replaceContent(problem);
        try {
          await submit(values);
        } catch (error) {
          replaceContent(problem, element('p', { class: 'problem' }, reason(error)));
        }
        button.disabled = false;
        replaceContent(button, 'Sign in');
      },
    },
    ...fields,
    problem,
    button,
  );
}

let fieldCount = 0;

/**
 * @param {string} label
 * @param {Record<string, string | boolean>} attributes of the input
 * @param {string} [hint]
 */
function field(label, attributes, hint) {
  const id = `field-${++fieldCount}`;
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    element('input', {
      id,
      type: 'text',
      spellcheck: 'false',
      autocapitalize: 'none',
      'aria-describedby': hint && `${id}-hint`,
      ...attributes,
    }),
    hint && element('p', { class: 'hint', id: `${id}-hint` }, hint),
  );
}

/** @param {unknown} error */
function reason(error) {
  if (error instanceof ApiError && error.status === 401) {
    return 'That did not work. Check the user name, the password, the domain and, if given, the project.';
  }
  if (error instanceof ApiError && error.status === 404) {
    return 'This service has no sign-in of its own. Use a token of your Keystone instead.';
  }
  const { title, advice } = explain(error);
  return `${title}. ${advice}`;
}
