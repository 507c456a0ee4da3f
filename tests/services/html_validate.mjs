// One page a line in, one list of findings a line out: {"name", "html"} → [{"page", "rule", "line", "column", "message"}].
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Integrity digests are for other people's servers; our stylesheets are our own.
    "require-sri": ["error", { target: "crossorigin" }],
    // A title says the error, the question, the procedure and the town: who listens to it needs them all.
    "long-title": "off",
  },
});

for await (const line of createInterface({ input: process.stdin })) {
  const { name, html } = JSON.parse(line);
  const report = await validator.validateString(html);
  const findings = report.results.flatMap((result) =>
    result.messages.map(({ ruleId, line, column, message }) => ({ page: name, rule: ruleId, line, column, message })),
  );
  process.stdout.write(JSON.stringify(findings) + "\n");
}
