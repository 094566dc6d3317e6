import "uplot/dist/uPlot.min.css";
import "./styles/dashboard.css";
import type { ToHost } from "../../core/messages/dashboard";
import { connectToHost } from "../shared/host";
import { Dashboard } from "./dashboard";

new Dashboard(connectToHost<ToHost>()).start();
