import uPlot from '../vendor/uplot/uPlot.esm.js';
import { element, replaceContent } from '../page/dom.js';
import { counted, formatCount, formatTime } from '../page/format.js';
import { onThemeChange } from '../page/theme.js';
import { binRecords } from './bins.js';

const HEIGHT = 168;
const UTC = 'Etc/UTC';

/**
 * Records over time, by severity, as stacked bars. Dragging across it chooses a time range.
 * @param {(range: import('./range.js').Range) => void} choose
 * @param {AbortSignal} signal
 */
export function histogram(choose, signal) {
  const plotArea = element('div', { class: 'plot', role: 'img' });
  const legend = element('ul', { class: 'legend', 'aria-label': 'Records by severity' });
  const root = element('figure', { class: 'histogram', hidden: true }, plotArea, element('figcaption', {}, legend));
  /** @type {any} */
  let plot = null;
  /** @type {() => void} */
  let redraw = () => {};

  const clear = () => {
    plot?.destroy();
    plot = null;
    root.hidden = true;
    redraw = () => {};
  };

  /** @param {import('./load.js').ShownRecord[]} records @param {import('./range.js').Range} range */
  const show = (records, range) => {
    const bins = binRecords(records, range);
    redraw = () => {
      plot?.destroy();
      root.hidden = records.length === 0;
      replaceContent(legend, ...legendOf(bins));
      plotArea.setAttribute('aria-label', describe(records, range));
      plot = root.hidden ? null : draw(plotArea, legend, bins, range, choose);
    };
    redraw();
  };

  const resized = new ResizeObserver(() => {
    if (plot && plotArea.clientWidth > 0) {
      plot.setSize({ width: plotArea.clientWidth, height: HEIGHT });
    }
  });
  resized.observe(plotArea);
  signal.addEventListener('abort', () => {
    resized.disconnect();
    clear();
  });
  onThemeChange(() => redraw(), signal);
  return { root, show, clear };
}

/**
 * @param {HTMLElement} plotArea
 * @param {HTMLElement} legend its swatches carry the colours
 * @param {import('./bins.js').Bins} bins
 * @param {import('./range.js').Range} range
 * @param {(range: import('./range.js').Range) => void} choose
 */
function draw(plotArea, legend, bins, range, choose) {
  const colours = [...legend.querySelectorAll('.swatch')].map((swatch) => getComputedStyle(swatch).backgroundColor);
  const text = getComputedStyle(legend).color;
  const grid = getComputedStyle(plotArea).getPropertyValue('border-top-color');
  const stacks = stacked(bins);
  const bars = uPlot.paths.bars({ size: [0.86, 48], align: 1 });
  const axis = { stroke: text, font: '12px system-ui, sans-serif', ticks: { show: false }, border: { show: false } };
  const options = {
    width: Math.max(plotArea.clientWidth, 200),
    height: HEIGHT,
    padding: [10, 24, 0, 0],
    tzDate: (/** @type {number} */ seconds) => uPlot.tzDate(new Date(seconds * 1000), UTC),
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { time: true, range: () => [bins.times[0], bins.times[bins.times.length - 1] + bins.step] },
      y: { range: (/** @type {any} */ _, /** @type {number} */ _least, /** @type {number} */ most) => [0, Math.max(1, most * 1.05)] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: timeLabels(range), size: 28, space: 70 },
      { ...axis, grid: { stroke: grid, width: 1 }, size: 44, space: 32, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000], values: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks.map(formatCount) },
    ],
    series: [{}, ...colours.map((colour) => ({ fill: colour, stroke: colour, width: 0, paths: bars, points: { show: false } }))],
    // each bar begins where the one of the next milder severity ends
    bands: stacks.slice(1).map((_, index) => ({ series: [index + 1, index + 2] })),
    hooks: {
      setSelect: [
        (/** @type {any} */ chart) => {
          const { left, width } = chart.select;
          if (width > 4) {
            const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')].map(Math.round);
            choose({ from: from * 1000, to: Math.max(to, from + 1) * 1000 });
          }
        },
      ],
    },
  };
  return new uPlot(options, [bins.times, ...stacks.reverse()], plotArea);
}

/**
 * Where the bar of each severity ends, on top of the milder ones; mildest first.
 * @param {import('./bins.js').Bins} bins
 * @returns {(number | null)[][]}
 */
function stacked({ times, counts }) {
  const sums = new Array(times.length).fill(0);
  return [...counts.values()].map((row) =>
    row.map((count, index) => {
      sums[index] += count;
      return sums[index] === 0 ? null : sums[index];
    }),
  );
}

/** @param {import('./range.js').Range} range */
function timeLabels({ from, to }) {
  const length = (to - from) / 1000;
  return (/** @type {any} */ _, /** @type {number[]} */ ticks) =>
    ticks.map((seconds) => {
      const [date, clock] = formatTime(seconds * 1000).split(' ');
      if (length > 2 * 86400) {
        return date.slice(5);
      }
      return length < 600 ? clock : clock.slice(0, 5);
    });
}

/** @param {import('./bins.js').Bins} bins */
function legendOf({ counts }) {
  return [...counts].reverse().map(([severity, row]) =>
    element(
      'li',
      {},
      element('span', { class: `swatch swatch-${severity.toLowerCase()}`, 'aria-hidden': 'true' }),
      `${severity} `,
      element('strong', {}, formatCount(row.reduce((sum, count) => sum + count, 0))),
    ),
  );
}

/** @param {import('./load.js').ShownRecord[]} records @param {import('./range.js').Range} range */
function describe(records, range) {
  return `${counted(records.length, 'record')} from ${formatTime(range.from)} to ${formatTime(range.to)} UTC, by time and severity`;
}
