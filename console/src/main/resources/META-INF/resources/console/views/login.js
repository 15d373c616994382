import { ApiError } from '../api/http.js';
import { issuesTokens } from '../api/identity.js';
import { copyButton } from '../page/copy.js';
import { element, replaceContent } from '../page/dom.js';
import { explain } from '../page/states.js';
import { lastFarewell, logIn, useToken } from '../session.js';

/** Prints the two lines that the form needs, in this order. */
const ISSUE = 'openstack token issue -f value -c id -c project_id';

/** @type {boolean | undefined} whether the service issues tokens itself; undefined until this is known */
let builtIn;

/** @returns {Promise<import('../app.js').View>} */
export async function loginView() {
  builtIn ??= await issuesTokens();
  const card = element('section', { class: 'login card', 'aria-labelledby': 'login-title' });
  /** @param {boolean} withToken */
  const choose = (withToken) => {
    replaceContent(
      card,
      element('h1', { id: 'login-title' }, 'Sign in'),
      element('p', { class: 'muted' }, 'Error logs of your PostgreSQL instances.'),
      lastFarewell() && element('p', { class: 'notice', role: 'status' }, lastFarewell()),
      !builtIn && howToGetToken(),
      withToken ? tokenForm() : passwordForm(),
      builtIn && element(
        'button',
        { type: 'button', class: 'as-link', onclick: () => choose(!withToken) },
        withToken ? 'Sign in with a password' : 'Use a token instead',
      ),
    );
    /** @type {HTMLElement | null} */ (card.querySelector('input'))?.focus();
  };
  choose(!builtIn);
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
        field('Project', { name: 'project', autocomplete: 'off' }, 'Name or ID; leave it empty to choose one later'),
      ),
    ],
    (values) => logIn({ user: values.user, password: values.password, domain: values.domain, project: values.project.trim() }),
  );
}

function howToGetToken() {
  return element(
    'div',
    { class: 'how-to' },
    element('p', {}, 'Sign in with a token from your Keystone. This command of the OpenStack client prints a token and the ID of its project:'),
    element('div', { class: 'command' }, element('code', {}, ISSUE), copyButton('Copy the command', () => ISSUE)),
    element('p', {}, 'Paste both lines into the field Token.'),
  );
}

function tokenForm() {
  const project = field('Project ID', { name: 'project', autocomplete: 'off', required: true, pattern: '[0-9a-f]{32}' }, '32 hex digits');
  const pasted = (/** @type {ClipboardEvent} */ event) => {
    const [token, id, ...more] = (event.clipboardData?.getData('text') ?? '').trim().split(/\s+/);
    if (token && /^[0-9a-f]{32}$/.test(id) && more.length === 0) {
      event.preventDefault();
      /** @type {HTMLInputElement} */ (event.currentTarget).value = token;
      /** @type {HTMLInputElement} */ (project.querySelector('input')).value = id;
    }
  };
  return form(
    [
      field('Token', { name: 'token', type: 'password', autocomplete: 'off', required: true, 'data-autofocus': true, onpaste: pasted }, 'For the project below'),
      project,
    ],
    (values) => useToken(values.token.trim(), values.project.trim()),
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
          replaceContent(problem, element('p', { class: 'problem' }, reason(error, 'token' in values)));
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
 * @param {Record<string, string | boolean | ((event: any) => void)>} attributes of the input
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

/**
 * @param {unknown} error
 * @param {boolean} withToken
 */
function reason(error, withToken) {
  if (error instanceof ApiError && error.status === 401) {
    return withToken
      ? 'The token is not valid, or has expired. Get a new one.'
      : 'Sign-in failed. Check the user name, the password, the domain and, if given, the project.';
  }
  if (error instanceof ApiError && error.status === 403) {
    return `The token is not valid for this project: ${error.message}`;
  }
  const { title, advice } = explain(error);
  return `${title}. ${advice}`;
}
