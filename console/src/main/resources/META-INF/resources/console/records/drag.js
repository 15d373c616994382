/** A drag that is no wider than this was meant as a click. */
const WIDEST_CLICK = 4;

/**
 * @typedef {import('../vendor/uplot/uPlot.esm.js')} Chart
 * @typedef {import('../vendor/uplot/uPlot.esm.js').Cursor.MouseListener} Handler
 * @typedef {import('../vendor/uplot/uPlot.esm.js').Cursor.MouseListenerFactory} HandlerFactory
 */

/**
 * Follows the mouse on one uPlot chart. uPlot takes its listener off the document only after the hook that hears of the selection has
 * returned, and never once the chart is destroyed. So what follows from a drag waits until the mouse's event is over.
 * @param {(range: import('./range.js').Range) => void} choose
 */
export function dragging(choose) {
  let underWay = false;
  /** @type {(() => void) | null} */
  let next = null;

  /** @param {() => void} action @returns {HandlerFactory} for the left button only, as in uPlot itself */
  const leftButton = (action) => (_chart, _target, handle) => (event) => {
    if (event.button === 0) {
      handle(event);
      action();
    }
    return null;
  };

  return {
    bind: {
      mousedown: leftButton(() => {
        underWay = true;
      }),
      mouseup: leftButton(() => {
        underWay = false;
        setTimeout(() => {
          next?.();
          next = null;
        });
      }),
    },

    isUnderWay: () => underWay,

    /** @param {() => void} action waits for the end of the drag; a choice of a range takes its place */
    after(action) {
      next = action;
    },

    /** Takes what was selected. @param {Chart} chart */
    select(chart) {
      const { left, width } = chart.select;
      if (width > WIDEST_CLICK) {
        const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')].map(Math.round);
        next = () => choose({ from: from * 1000, to: Math.max(to, from + 1) * 1000 });
      }
    },

    /** Ends a drag without a choice, before its chart is destroyed. */
    giveUp() {
      if (underWay) {
        document.dispatchEvent(new MouseEvent('mouseup')); // uPlot takes its listener off
      }
      next = null;
    },
  };
}
