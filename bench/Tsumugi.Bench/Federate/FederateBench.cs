using System.Globalization;
using System.Security.Cryptography;
using System.Runtime.InteropServices;
using Tsumugi.Bench.Registry;
using Tsumugi.Client;
using Tsumugi.Client.Federation;
using Tsumugi.Client.Jobs;
using Tsumugi.Federating.Site;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Bench.Federate;

/// <summary>Twenty sites and a hub on one machine, a model of ten million parameters: what a round costs beyond the training.</summary>
internal sealed class FederateBench : IBench
{
    private const int Sites = 20;
    private const int Parameters = 10_000_000;
    private const int Rounds = 4;

    public string Name => "federate";

    public string Purpose => "a round of 20 sites over the wire: overhead beyond training";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-federate-");
        try
        {
            await using var hub = await HubServer.StartAsync(Path.Combine(folder.FullName, "hub"), ct);
            await hub.CreateAsync("start", ct);
            var model = Path.Combine(folder.FullName, "model.safetensors");
            Write(model, 0);
            await LfsClient.UploadAsync(hub, "start", "model.safetensors", model, await HashAsync(model, ct), ct);
            using var client = new HubClient(hub.Address, hub.Token);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var (agents, running) = (new List<SiteHub>(), new List<Task>());
            for (var number = 0; number < Sites; number++)
            {
                var (agent, wire) = await JoinAsync(client, hub.Address, folder.FullName, $"site-{number:00}", ct);
                await agent.DeclareAsync(ct);
                agents.Add(wire);
                running.Add(agent.RunAsync(stop.Token));
            }

            var (ended, processorSeconds) = await TrainAsync(client, hub, ct);
            await stop.CancelAsync();
            await Task.WhenAll(running.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));
            agents.ForEach(agent => agent.Dispose());
            var seconds = ended.Rounds.Skip(1).Select(round => round.OverheadSeconds!.Value).Order().ToList();
            return
            [
                new("roundOverheadSeconds", "a round beyond the training (median of those after the first)", seconds[seconds.Count / 2], "s"),
                new("processorSecondsPerRound", "of hub and sites together, whatever else the machine does (mean of the rounds after the first)", processorSeconds, "s"),
                new("bytesPerRound", "that travel in a round, both ways", 2.0 * Sites * Parameters * sizeof(float), "B"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(TrainingView Training, double ProcessorSeconds)> TrainAsync(HubClient client, HubServer hub, CancellationToken ct)
    {
        var training = await client.BeginTrainingAsync(
            new()
            {
                Institution = HubServer.Institution,
                Recipe = "federate-protein",
                Model = $"model:{HubServer.Institution}/start",
                Output = "together",
                Sites = Enumerable.Range(0, Sites).ToDictionary(number => $"site-{number:00}", number => $"data-{number:00}"),
                Rounds = Rounds,
                MinimumSites = Sites,
            },
            ct);
        double? before = null;
        while (training.State == "running")
        {
            await Task.Delay(200, ct);
            training = await client.TrainingAsync(training.Id, ct);
            if (training.Rounds.Count > 1)
                before ??= Used();
        }

        return training.State == "succeeded" ? (training, (Used() - before!.Value) / (Rounds - 1)) : throw new InvalidOperationException(training.Reason);

        double Used() => hub.ProcessorSeconds + Environment.CpuUsage.TotalTime.TotalSeconds;
    }

    private static async Task<(SiteAgent Agent, SiteHub Wire)> JoinAsync(HubClient client, Uri hub, string under, string id, CancellationToken ct)
    {
        var data = Directory.CreateDirectory(Path.Combine(under, "data")).FullName;
        var site = new SiteFolder(Path.Combine(under, id));
        var key = site.OpenKey();
        var code = (await client.EnrolSiteAsync(new() { Id = id, Institution = HubServer.Institution }, ct)).Code;
        var joined = await SiteHub.JoinAsync(hub, code, key, ct);
        site.WriteIdentity(new(hub, joined.Site, joined.Institution, joined.Keys));
        await File.WriteAllTextAsync(site.Policy, $"recipes: [federate-protein]\nmostRounds: 10\napproval: automatic\ndatasets:\n  data-{id[^2..]}: {{ folder: {data}, minimumRows: 1, licence: CC0-1.0, permission: NoRestriction }}\n", ct);
        var (wire, number) = (new SiteHub(hub, id, key), int.Parse(id[^2..], CultureInfo.InvariantCulture));
        var trained = Path.Combine(under, $"{id}.safetensors");
        Write(trained, number * 1e-4f);
        return (new(site, wire, new NoTraining(number, trained), _ => { }), wire);
    }

    private static void Write(string path, float value)
    {
        var numbers = new float[Parameters];
        Array.Fill(numbers, value);
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), [("weights", TensorType.F32, [Parameters], (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray())]);
    }

    private static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    /// <summary>In place of training: a model that lies there already, so that what is measured is the round alone. On one machine twenty trainings would share its disk.</summary>
    private sealed class NoTraining(int site, string trained) : ITrainer
    {
        public Task<Trained> RunAsync(JobOrder order, string folder, Action<string, long, long> progress, CancellationToken stop)
        {
            var output = Directory.CreateDirectory(Path.Combine(folder, "output")).FullName;
            File.CreateSymbolicLink(Path.Combine(output, "model.safetensors"), trained);
            return Task.FromResult(new Trained(1 + site, 1, 1, 1, 1, 0));
        }
    }
}
