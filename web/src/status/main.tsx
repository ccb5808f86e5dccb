import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/controls.css";
import "../panel/panel.css";
import "./status.css";
import { Crash } from "../panel/Crash.tsx";
import { App } from "./App.tsx";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Crash title="This page failed">
      <App />
    </Crash>
  </StrictMode>,
);
