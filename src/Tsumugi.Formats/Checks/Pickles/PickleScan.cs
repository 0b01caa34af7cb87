namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Walks all pickles of a stream, one after the other.</summary>
internal static class PickleScan
{
    /// <summary>Magic number, protocol, system, objects, keys of storages; then raw numbers.</summary>
    private const int LegacyTorchPickles = 5;

    /// <param name="stream">Read from where it stands to its end.</param>
    public static void Run(Stream stream, Place place, PickleEvidence evidence, Findings findings, CancellationToken ct)
    {
        var source = new PickleSource(stream, place, ct);
        var trace = new PickleTrace();
        Finding? stop = null;
        try
        {
            stop = Walk(source, trace);
        }
        finally
        {
            // Also when the stream itself turns out damaged: what stood before has been seen.
            if (evidence == PickleEvidence.Sure || trace.Suspicious || evidence == PickleEvidence.Begins && (trace.Pickles > 0 || trace.ImportsMore))
                Publish(trace, stop, place, findings);
        }
    }

    private static void Publish(PickleTrace trace, Finding? stop, Place place, Findings findings)
    {
        findings.Add(PickleRules.Present.At(place));
        trace.PublishTo(findings);
        if (stop is not null)
            findings.Add(stop);
    }

    private static Finding? Walk(PickleSource source, PickleTrace trace)
    {
        var imports = 0;
        try
        {
            do
            {
                imports = trace.Imports.Count + trace.Found.Count;
                new PickleMachine(source, trace).Run();
                trace.Pickles++;
            }
            while (!source.AtEnd && !(trace.IsTorch && trace.Pickles == LegacyTorchPickles));
            return null;
        }
        catch (CheckStopException e)
        {
            var harmless = trace.Pickles > 0 && !trace.IsTorch && imports == trace.Imports.Count + trace.Found.Count;
            return harmless && e.Finding.Severity == Severity.Refused ? PickleRules.Trailing.At(e.Finding.Place) : e.Finding;
        }
    }
}
