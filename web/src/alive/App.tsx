import { WithConfig } from "../lib/WithConfig.tsx";
import { AlivePage } from "./AlivePage.tsx";

/** Whether the project behind the configuration lives. */
export function App() {
  return <WithConfig>{(config) => <AlivePage config={config} />}</WithConfig>;
}
