using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Institutions;

namespace Tsumugi.Bench.Gate;

/// <summary>An ontology as large as MONDO is taken in, checked for circles, kept, and its closure made.</summary>
internal static class OntologyLoad
{
    private const int Terms = 30_000;
    private const int Runs = 3;

    private static readonly Caller Operator = new() { PersonId = "hanako", IsOperator = true };

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, CancellationToken ct)
    {
        var (hub, text) = (new GateHub(Path.Combine(folder, "ontology.db")), Encoding.UTF8.GetBytes(Obo()));
        await hub.BeginAsync([], ct);
        var seconds = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.GetTimestamp();
            await using var db = hub.Open();
            using var file = new MemoryStream(text);
            var imported = await new ImportOntology("MONDO", file).RunAsync(db, new DiseaseOntologies(new HubOptions { DataFolder = folder, RecipeFolder = folder, WorkerPath = folder }), Operator, ct);
            seconds.Add(Stopwatch.GetElapsedTime(clock).TotalSeconds);
            if (imported.Value.Terms != Terms)
                throw new InvalidOperationException($"{imported.Value.Terms} terms were taken in.");
        }

        return [new("ontologyLoadSeconds", $"{Terms:N0} disease terms from an OBO file", seconds.Order().ElementAt(Runs / 2), "s")];
    }

    /// <summary>A tree about nine levels deep, every third term below a second one as well, with definition, synonyms and references as MONDO has them.</summary>
    private static string Obo()
    {
        var text = new StringBuilder("format-version: 1.2\nontology: mondo\n\n");
        for (var at = 0; at < Terms; at++)
        {
            text.Append(CultureInfo.InvariantCulture, $"[Term]\nid: MONDO:{at:0000000}\nname: disease number {at}\n");
            text.Append(CultureInfo.InvariantCulture, $"def: \"A disease that is made for measuring, the {at}th of its kind.\" [DOID:{at}, Orphanet:{at}]\n");
            text.Append(CultureInfo.InvariantCulture, $"synonym: \"illness {at}\" EXACT [DOID:{at}]\nsynonym: \"disorder {at}\" RELATED [OMIM:{at}]\nxref: DOID:{at} {{source=\"MONDO:equivalentTo\"}}\n");
            if (at > 0)
                text.Append(CultureInfo.InvariantCulture, $"is_a: MONDO:{(at - 1) / 3:0000000} ! disease number {(at - 1) / 3}\n");
            if (at > 10 && at % 3 == 0)
                text.Append(CultureInfo.InvariantCulture, $"is_a: MONDO:{at / 7:0000000} {{source=\"DOID:{at}\"}} ! disease number {at / 7}\n");
            text.Append('\n');
        }

        return text.ToString();
    }
}
