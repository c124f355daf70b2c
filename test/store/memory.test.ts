import { createMemoryStore } from "../../src/store/memory.ts";
import { contract } from "./contract.ts";

contract("memory", createMemoryStore);
