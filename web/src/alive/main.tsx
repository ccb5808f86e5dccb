import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/controls.css";
import "../panel/panel.css";
import "./alive.css";
import { Crash } from "../panel/Crash.tsx";
import { App } from "./App.tsx";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Crash title="This page failed" comfort="Jobs and alerts are not affected.">
      <App />
    </Crash>
  </StrictMode>,
);
