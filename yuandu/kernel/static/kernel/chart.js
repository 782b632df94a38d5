/**
 * <yd-chart data-from="ID" data-library="/static/vendor/echarts.js" style="--h:220" role="img" aria-label="…"></yd-chart>
 *
 * Draws the ECharts option that the JSON element #ID holds; kernel/drawing/charts.py builds it.
 * Data in, nothing out. A string "--c1" in the option is a token: its value is put in at each drawing, so a
 * new theme (`yd:theme` on the document) draws it again. Where the library cannot be fetched, the table
 * behind the chart opens instead. A custom element upgrades itself, so an HTMX swap needs no call.
 */
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const SIZES = ["fontSize", "left", "right", "top", "bottom"];

/** Put in the values of tokens, and let sizes grow with the text (elder and wall modes). */
function dressed(value, style, larger) {
  if (typeof value === "string") return value.startsWith("--") ? style.getPropertyValue(value).trim() : value;
  if (Array.isArray(value)) return value.map((item) => dressed(item, style, larger));
  if (value === null || typeof value !== "object") return value;
  const parts = Object.entries(value).map(([key, item]) =>
    SIZES.includes(key) && typeof item === "number" ? [key, item * larger] : [key, dressed(item, style, larger)],
  );
  return Object.fromEntries(parts);
}

class Chart extends HTMLElement {
  async connectedCallback() {
    try {
      this.library = await import(new URL(this.dataset.library, document.baseURI));
    } catch {
      this.hidden = true;
      this.closest("figure")?.querySelector("details.data")?.setAttribute("open", "");
      return;
    }
    if (!this.isConnected) return;
    this.redraw = () => this.draw();
    document.addEventListener("yd:theme", this.redraw);
    this.watch = new ResizeObserver(() => this.picture?.resize());
    this.watch.observe(this);
    this.draw();
  }

  disconnectedCallback() {
    document.removeEventListener("yd:theme", this.redraw);
    this.watch?.disconnect();
    this.picture?.dispose();
  }

  draw() {
    const option = JSON.parse(document.getElementById(this.dataset.from).textContent);
    this.picture?.dispose();
    this.picture = this.library.init(this, null, { renderer: "svg" });
    const style = getComputedStyle(this);
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const larger = (parseFloat(style.getPropertyValue("--fs-12")) * rem) / 12;
    this.picture.setOption({ ...dressed(option, style, larger), animation: !calm.matches });
    this.firstElementChild?.setAttribute("aria-hidden", "true");
  }
}

customElements.define("yd-chart", Chart);
