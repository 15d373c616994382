import { ApiError } from '../api/http.js';
import { findInstance } from '../api/instances.js';
import { announce } from '../page/announcer.js';
import { element, replaceContent } from '../page/dom.js';
import { icon } from '../page/icons.js';
import { errorState, loadingState } from '../page/states.js';
import { filterIn, queryOf } from '../records/filter.js';
import { histogram } from '../records/histogram.js';
import { loadRecords } from '../records/load.js';
import { recordList } from '../records/list.js';
import { resolve } from '../records/range.js';
import { nothingOf, remarksOn, summaryOf } from '../records/summary.js';
import { toolbar } from '../records/toolbar.js';
import { routes } from '../routes.js';
import { askForDownload } from './download-dialog.js';
import { instanceHeader } from './instance-header.js';
import { recentTasks } from './tasks.js';

/**
 * One instance's log: a chart and the records.
 * @param {import('../app.js').Context} context
 * @returns {Promise<import('../app.js').View>}
 */
export async function logView(context) {
  const { session, params, signal } = context;
  const instance = await findInstance(session, params.instance, signal);
  if (!instance) {
    throw new ApiError(404, '', 'This project has no such instance. Perhaps it was removed from the inventory.', '');
  }
  const explorer = new LogExplorer(context, instance);
  explorer.load();
  return { title: `${instance.name} log`, content: explorer.root };
}

/** Keeps the loaded records and shows those that match the filter. */
class LogExplorer {
  /** @param {import('../app.js').Context} context @param {import('../api/instances.js').Instance} instance */
  constructor({ session, query, signal }, instance) {
    this.session = session;
    this.instance = instance;
    this.signal = signal;
    this.loading = new AbortController();
    /** @type {import('../records/filter.js').Filter} */
    this.filter = filterIn(query);
    this.range = resolve(this.filter.choice, Date.now());
    /** @type {import('../records/load.js').Loaded | null} null until the first page is loaded */
    this.loaded = null;

    this.tools = toolbar(this.filter, (change) => this.change(change), () => this.load(), signal);
    this.summary = element('p', { class: 'summary', role: 'status' });
    this.remarks = element('div', { class: 'remarks' });
    this.chart = histogram((range) => this.change({ choice: range }), signal);
    this.records = element('div', { class: 'records-area' });
    this.root = element(
      'section',
      {},
      instanceHeader(session, instance, 'log', downloadButton(() => this.download())),
      element(
        'div',
        { class: 'card explorer' },
        this.tools.root,
        element('div', { class: 'overview' }, this.summary, this.remarks, this.chart.root),
        this.records,
      ),
      recentTasks(session, instance, signal),
    );
  }

  /** @param {Partial<import('../records/filter.js').Filter>} change */
  change(change) {
    const reload = 'choice' in change || 'level' in change;
    this.filter = { ...this.filter, page: 1, ...change };
    const address = routes.log(this.session.project?.id ?? '', this.instance.id, queryOf(this.filter));
    history[reload ? 'pushState' : 'replaceState'](null, '', address);
    this.tools.show(this.filter);
    if (reload) {
      this.load();
    } else {
      this.render();
    }
  }

  async load() {
    this.loading.abort();
    this.loading = new AbortController();
    const signal = AbortSignal.any([this.signal, this.loading.signal]);
    this.range = resolve(this.filter.choice, Date.now());
    this.loaded = null;
    this.root.setAttribute('aria-busy', 'true');
    replaceContent(this.summary, 'Reading the log…');
    replaceContent(this.remarks);
    replaceContent(this.records, loadingState('Reading the log…'));
    this.chart.clear();
    try {
      for await (const loaded of loadRecords(this.session, this.instance.id, this.range, this.filter.level, signal)) {
        this.loaded = loaded;
        this.render();
      }
      announce(this.summary.textContent ?? '');
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      this.loaded = null;
      this.chart.clear();
      replaceContent(this.summary);
      replaceContent(this.remarks);
      replaceContent(this.records, errorState(error, () => this.load()));
    }
    this.root.removeAttribute('aria-busy');
  }

  render() {
    if (!this.loaded) {
      return;
    }
    const { records, complete, reach } = this.loaded;
    const wanted = this.filter.text.toLowerCase();
    const matching = wanted ? records.filter(({ content }) => content.toLowerCase().includes(wanted)) : records;
    const outcome = { loaded: this.loaded, matching, range: this.range, filter: this.filter };
    /** @type {import('../records/summary.js').Offer} */
    const offer = (label, change) => element('button', { type: 'button', onclick: () => this.change(change) }, label);
    replaceContent(this.summary, summaryOf(outcome));
    replaceContent(this.remarks, ...remarksOn(outcome, offer));
    this.chart.show(matching, this.range, this.loaded);
    if (complete && matching.length === 0) {
      replaceContent(this.records, nothingOf(outcome, offer));
      return;
    }
    const severalNodes = this.instance.nodes.length > 1;
    const { page, text } = this.filter;
    replaceContent(this.records, recordList(matching, { page, text, severalNodes, reach: complete ? reach : -Infinity, turn: (to) => this.turn(to) }));
  }

  /** @param {number} page */
  turn(page) {
    this.change({ page });
    const list = /** @type {HTMLElement | null} */ (this.records.querySelector('.records'));
    list?.focus({ preventScroll: true });
    this.records.scrollIntoView({ block: 'start' });
  }

  download() {
    const { level, text } = this.filter;
    askForDownload(this.root, this.session, this.instance, { range: this.range, level, text }, this.signal);
  }
}

/** @param {() => void} onclick */
function downloadButton(onclick) {
  return element('button', { type: 'button', class: 'primary', onclick }, icon('download'), 'Download error logs');
}
