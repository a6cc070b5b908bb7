/* charts.js · draws [data-chart="ID"], the data being the json_script with that id. Beside each chart stands its table.
   {"kind": "pace", "now": 50, "nowLabel": "50% of the time", "label": "…",
    "rows": [{"label": "…", "short": "…", "value": 45.6, "behind": true}]}
   No tooltip: it would need inline styles, which the Content-Security-Policy refuses; every value is written out. */
(() => {
  "use strict";
  const INK = "#141a22", FAINT = "#596475", LINE = "#dfe3e9", BAR = "#0b57b0", BEHIND = "#e98a3a", STRIPE = "#c96a18";
  const STRIPES = { symbol: "rect", color: STRIPE, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 };
  const NARROW = 520, ROW = 30, TOP = 34;
  const figure = new Intl.NumberFormat("vi-VN", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  function pace(data, breadth) {
    const narrow = breadth < NARROW;
    const size = narrow ? 12 : 13;
    const longest = Math.max(100, ...data.rows.map((row) => Number(row.value) || 0));
    const end = Math.min(150, Math.ceil(longest / 25) * 25);
    const now = data.now == null ? null : Number(data.now);
    const names = data.rows.map((row) => (narrow && row.short) || row.label);
    const wordsOf = (row) => `${row.behind ? "▾ " : ""}${figure.format(row.value)}%`;
    const words = data.rows.map((row) => (row.value == null ? "–" : wordsOf(row)));
    const left = narrow ? 124 : Math.min(250, breadth * 0.34), right = 76;
    const nowLabel = now == null ? "" : data.nowLabel || `${figure.format(now)}%`;
    // The label stands among the ticks: a tick that it would touch is left out. A letter is about 0.6 of its size wide.
    const taken = size * (0.3 * nowLabel.length + 1.5);
    const touches = (tick) => now != null && (Math.abs(tick - now) / end) * (breadth - left - right) < taken;
    const axis = { type: "category", inverse: true, axisLine: { show: false }, axisTick: { show: false } };
    return {
      animation: false,
      aria: { enabled: true, label: { description: data.label || "" } },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size },
      grid: { left, right, top: TOP, bottom: 4 },
      xAxis: {
        type: "value", position: "top", min: 0, max: end, interval: narrow ? 50 : 25,
        axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: LINE } },
        axisLabel: {
          color: FAINT, fontSize: size, margin: 10,
          formatter: (tick) => (touches(tick) ? "" : `${tick}%`),
        },
      },
      yAxis: [
        {
          ...axis,
          data: names,
          axisLabel: {
            color: INK,
            fontSize: size,
            align: "left",
            margin: left - 2,
            width: left - 8,
            overflow: "truncate",
          },
        },
        {
          ...axis,
          position: "right",
          data: words,
          axisLabel: { color: INK, fontSize: size, fontWeight: 600, align: "right", margin: 74 },
        },
      ],
      series: [{
        type: "bar", barWidth: 14, silent: true,
        data: data.rows.map((row) => ({
          value: row.value == null ? null : Math.min(end, Number(row.value)),
          itemStyle: {
            color: row.behind ? BEHIND : BAR, borderRadius: 2,
            decal: row.behind ? STRIPES : { symbol: "none" },
          },
        })),
        markLine: now == null ? undefined : {
          silent: true, symbol: "none", data: [{ xAxis: now }],
          lineStyle: { color: INK, width: 2, type: "solid" },
          label: {
            position: "start",
            distance: 10,
            formatter: nowLabel,
            color: INK,
            fontWeight: 600,
            fontSize: size,
          },
        },
      }],
    };
  }

  const KINDS = { pace };
  function draw(place) {
    const source = document.getElementById(place.dataset.chart);
    if (!source || !window.echarts) return;
    const data = JSON.parse(source.textContent);
    if (!KINDS[data.kind] || !data.rows.length) return;
    place.style.height = `${TOP + data.rows.length * ROW + 4}px`;
    const known = window.echarts.getInstanceByDom(place);
    const chart = known || window.echarts.init(place, null, { renderer: "svg", locale: "EN" });
    const paint = () => {
      chart.resize();
      chart.setOption(KINDS[data.kind](data, place.clientWidth), true);
    };
    paint();
    new ResizeObserver(paint).observe(place);
    window.addEventListener("beforeprint", paint);
  }
  const all = (within) => within.querySelectorAll("[data-chart]").forEach(draw);
  const start = () => document.fonts.ready.then(() => all(document));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:afterSwap", (event) => all(event.detail.target));
})();
