import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/controls.css";
import "./panel.css";
import "./jobs.css";
import "./alerts.css";
import "./heartbeat.css";
import "./machines.css";
import "./meshes.css";
import { App } from "./App.tsx";
import { Crash } from "./Crash.tsx";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Crash title="The panel failed" comfort="Your jobs and alerts are not affected.">
      <App />
    </Crash>
  </StrictMode>,
);
