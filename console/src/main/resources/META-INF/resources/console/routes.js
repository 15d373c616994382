/** The addresses of the console: everything after the `#`. Users can bookmark them and send them to colleagues. */
export const routes = {
  projects: () => '#/projects',
  /** @param {string} project */
  instances: (project) => `#/projects/${project}/instances`,
  /** @param {string} project @param {string} instance @param {URLSearchParams} [query] */
  log: (project, instance, query) =>
    `#/projects/${project}/instances/${instance}${query?.size ? `?${query}` : ''}`,
  /** @param {string} project @param {string} instance @param {string} workflow */
  download: (project, instance, workflow) => `#/projects/${project}/instances/${instance}/downloads/${workflow}`,
  /** @param {string} project @param {number} [page] from 1 */
  tasks: (project, page = 1) => `#/projects/${project}/tasks${page > 1 ? `?page=${page}` : ''}`,
};

/** @typedef {'projects' | 'instances' | 'log' | 'download' | 'tasks'} ViewName */

/** @type {{ path: RegExp, view: ViewName }[]} */
const table = [
  { path: /^\/projects$/, view: 'projects' },
  { path: /^\/projects\/(?<project>[0-9a-f]{32})\/instances$/, view: 'instances' },
  { path: /^\/projects\/(?<project>[0-9a-f]{32})\/instances\/(?<instance>[0-9a-zA-Z]{36})$/, view: 'log' },
  {
    path: /^\/projects\/(?<project>[0-9a-f]{32})\/instances\/(?<instance>[0-9a-zA-Z]{36})\/downloads\/(?<workflow>[0-9a-f-]{36})$/,
    view: 'download',
  },
  { path: /^\/projects\/(?<project>[0-9a-f]{32})\/tasks$/, view: 'tasks' },
];

/**
 * @param {string} hash `location.hash`
 * @returns {{ view: ViewName, params: Record<string, string>, query: URLSearchParams } | null} null if no view has this address
 */
export function parseRoute(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  for (const { path: pattern, view } of table) {
    const match = pattern.exec(path);
    if (match) {
      return { view, params: { ...match.groups }, query: new URLSearchParams(query) };
    }
  }
  return null;
}
