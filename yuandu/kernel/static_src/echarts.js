/* The parts of ECharts that the charts of the product use; `npm run vendor` bundles them. */
export { init } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, GridComponent, LineChart, SVGRenderer, TooltipComponent]);
