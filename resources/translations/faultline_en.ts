<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Changes</name>
    <message numerus="yes">
        <source>%n finding(s) marked as false positive</source>
        <translation>
            <numerusform>%n finding marked as false positive</numerusform>
            <numerusform>%n findings marked as false positive</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) confirmed</source>
        <translation>
            <numerusform>%n finding confirmed</numerusform>
            <numerusform>%n findings confirmed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) opened again</source>
        <translation>
            <numerusform>%n finding opened again</numerusform>
            <numerusform>%n findings opened again</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogRow</name>
    <message numerus="yes">
        <source>+%n line(s)</source>
        <translation>
            <numerusform>+%n line</numerusform>
            <numerusform>+%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::EvidenceView</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::FeedbackFlow</name>
    <message numerus="yes">
        <source>Cleared %n finding(s) like this</source>
        <translation>
            <numerusform>Cleared %n finding like this</numerusform>
            <numerusform>Cleared %n findings like this</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learnt from %n false positive(s)</source>
        <translation>
            <numerusform>Learnt from %n false positive</numerusform>
            <numerusform>Learnt from %n false positives</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) are new</source>
        <translation>
            <numerusform>%n finding is new</numerusform>
            <numerusform>%n findings are new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::FindingsBar</name>
    <message numerus="yes">
        <source>in %n session(s)</source>
        <translation>
            <numerusform>in %n session</numerusform>
            <numerusform>in %n sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::FindingsModel</name>
    <message numerus="yes">
        <source>%n more in this session</source>
        <translation>
            <numerusform>%n more in this session</numerusform>
            <numerusform>%n more in this session</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::ImportDialog</name>
    <message numerus="yes">
        <source>%n file(s) to import</source>
        <translation>
            <numerusform>%n file to import</numerusform>
            <numerusform>%n files to import</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be imported</source>
        <translation>
            <numerusform>%n cannot be imported</numerusform>
            <numerusform>%n cannot be imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still being looked at</source>
        <translation>
            <numerusform>%n still being looked at</numerusform>
            <numerusform>%n still being looked at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::ImportPreviewModel</name>
    <message numerus="yes">
        <source>  ⏎ +%n line(s)</source>
        <translation>
            <numerusform>  ⏎ +%n line</numerusform>
            <numerusform>  ⏎ +%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::KeyEditDialog</name>
    <message numerus="yes">
        <source>%n key(s) become one. </source>
        <translation>
            <numerusform>%n key becomes one. </numerusform>
            <numerusform>%n keys become one. </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) change. </source>
        <translation>
            <numerusform>%n key changes. </numerusform>
            <numerusform>%n keys change. </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) shown</source>
        <translation>
            <numerusform>%n line shown</numerusform>
            <numerusform>%n lines shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them</source>
        <translation>
            <numerusform>%n of them</numerusform>
            <numerusform>%n of them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::KeyEditor</name>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s)</source>
        <translation>
            <numerusform>%n mask</numerusform>
            <numerusform>%n masks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them; double-click a word to split on it</source>
        <translation>
            <numerusform>%n of them; double-click a word to split on it</numerusform>
            <numerusform>%n of them; double-click a word to split on it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::KeysModel</name>
    <message numerus="yes">
        <source>%n merged into it</source>
        <translation>
            <numerusform>%n merged into it</numerusform>
            <numerusform>%n merged into it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::LayoutLibrary</name>
    <message numerus="yes">
        <source>%n layout(s) exported.</source>
        <translation>
            <numerusform>%n layout exported.</numerusform>
            <numerusform>%n layouts exported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layout(s) added to yours.</source>
        <translation>
            <numerusform>%n layout added to yours.</numerusform>
            <numerusform>%n layouts added to yours.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::ModelsFlow</name>
    <message numerus="yes">
        <source>%n detector(s) compared</source>
        <translation>
            <numerusform>%n detector compared</numerusform>
            <numerusform>%n detectors compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) tried</source>
        <translation>
            <numerusform>%n setting tried</numerusform>
            <numerusform>%n settings tried</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::NormalPeriodView</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::StatusLine</name>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::ValueRows</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::VerdictBook</name>
    <message numerus="yes">
        <source>%n finding(s) cleared</source>
        <translation>
            <numerusform>%n finding cleared</numerusform>
            <numerusform>%n findings cleared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learn from %n false positive(s)</source>
        <translation>
            <numerusform>Learn from %n false positive</numerusform>
            <numerusform>Learn from %n false positives</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::Workspace</name>
    <message numerus="yes">
        <source>%n file(s) not or only partly imported</source>
        <translation>
            <numerusform>%n file not or only partly imported</numerusform>
            <numerusform>%n files not or only partly imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n file(s) not complete</source>
        <translation>
            <numerusform>, %n file not complete</numerusform>
            <numerusform>, %n files not complete</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n file(s)</source>
        <translation>
            <numerusform>Import %n file</numerusform>
            <numerusform>Import %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Analyze %n file(s)</source>
        <translation>
            <numerusform>Analyze %n file</numerusform>
            <numerusform>Analyze %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workflow</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::WorkflowFlow</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>faultline::ui::WorkflowRunsModel</name>
    <message numerus="yes">
        <source>%n deviation(s)</source>
        <translation>
            <numerusform>%n deviation</numerusform>
            <numerusform>%n deviations</numerusform>
        </translation>
    </message>
</context>
</TS>
