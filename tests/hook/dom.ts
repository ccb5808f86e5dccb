/** Makes this process a browser's page, for React. To be imported before anything that imports react-dom. */
import { Window } from "happy-dom";

export const page = new Window({ url: "https://panel.example/" });

const globals = {
  window: page,
  document: page.document,
  navigator: page.navigator,
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
  IS_REACT_ACT_ENVIRONMENT: true,
};
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
