import { assessmentFields } from "../transcript/assessment-json.ts";
import type { AssessmentFormat } from "./assess-formats.ts";
import { assessmentReport } from "./assessment-report.ts";
import { printResults } from "./results.ts";
import type { Session, SessionJob } from "./session.ts";
import { sizeOf } from "./terminal.ts";

/** Assessments on standard output, in the order in which their recordings were named: reports, events, or JSON. */
export async function printAssessments(
  session: Session,
  jobs: readonly SessionJob[],
  [format, ...more]: readonly [AssessmentFormat, ...AssessmentFormat[]],
): Promise<void> {
  const { house, surroundings, events } = session;
  const { out, err, outColor } = surroundings.terminal;
  if (events === null && format === "json") return printResults(session, jobs, ["json"]);
  for (const { id, name } of jobs) {
    const transcript = await house.store.result(id);
    const assessment = transcript?.assessment;
    if (transcript === null || assessment === undefined) continue;
    if (events !== null) {
      events.assessment(id, name, assessmentFields(transcript, assessment));
      continue;
    }
    const heading = jobs.length > 1 ? `== ${name} ==\n` : "";
    const lines = assessmentReport(transcript, assessment, sizeOf(out).columns, outColor);
    out.write(`${heading}${lines.join("\n")}\n${jobs.length > 1 ? "\n" : ""}`);
  }
  if (events === null && more.length > 0) {
    err.write(`Only ${format} was written; for ${more.join(", ")} too, give --output-dir.\n`);
  }
}
