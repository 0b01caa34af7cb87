using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute;

/// <summary>Jobs that need nothing and make nothing: what they do stands in the recipe's <c>act</c>, which the script beside it carries out.</summary>
internal sealed class ProbeKind : IJobKind
{
    /// <summary>A worker by the protocol of the job's folder; each start leaves a line in <c>runs</c>.</summary>
    private const string Worker = """
        #!/bin/bash
        folder=${!#}
        echo "$SLURM_JOB_ID" >>"$folder/runs"
        act=$(grep -o '"act":"[a-z]*"' "$folder/order.json" | cut -d'"' -f4)
        say() { echo "{\"at\":\"2026-11-28T00:00:00+00:00\",$1}" >>"$folder/progress.ndjson"; }
        say '"kind":"progress","phase":"probing","step":1,"total":2'
        say '"kind":"metric","name":"loss","step":1,"value":0.5'
        say '"kind":"log","text":"the probe works"'
        case $act in
          fail) echo "no such layer" >&2; exit 1 ;;
          data) echo "line 3 is torn" >&2; exit 5 ;;
          crash) [ "$(wc -l <"$folder/runs")" -gt 1 ] || kill -KILL $$ ;;
          memory) hoard=$(head -c 700000000 /dev/zero | tr '\0' x); sleep 20; echo "${#hoard}" ;;
          wait) until [ -e "$folder/go" ]; do sleep 0.1; done ;;
        esac
        say '"kind":"progress","phase":"probing","step":2,"total":2'
        echo '{"files":[],"facts":{}}' >"$folder/result.new"
        mv "$folder/result.new" "$folder/result.json"
        """;

    private static readonly string[] Acts = ["ok", "fail", "data", "crash", "memory", "wait"];

    public string Name => "probe";

    public bool MakesRevision(JsonElement recipe) => false;

    public Purpose? Purpose => null;

    public static Room Room { get; } = new(services => services.AddSingleton<IJobKind, ProbeKind>(), _ => { });

    public IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) => new Dictionary<string, string>();

    public Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Writes the recipes <c>probe-ok</c>, <c>probe-fail</c> … into the folder, and the worker.</summary>
    /// <returns>Command that starts the worker.</returns>
    public static string WriteTo(string folder)
    {
        foreach (var act in Acts)
            File.WriteAllText(Path.Combine(folder, $"probe-{act}.json"), $$"""{"kind":"probe","description":{"ja":"試し","en":"probe"},"act":"{{act}}"}""");
        var path = Path.Combine(folder, "worker.sh");
        File.WriteAllText(path, Worker.ReplaceLineEndings("\n"));
        return $"bash {path}";
    }
}
