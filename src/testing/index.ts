export { type MakeStore, ManualClock, type StoreUnderTest } from "./store/fixture.ts";
export { storeSuite } from "./store-suite.ts";
