using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Federation;
using Tsumugi.Client.Jobs;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Rounds;
using Tsumugi.Federating.Site;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Federation;

/// <summary>A site of its own folder with a real agent; everything that it sends is kept.</summary>
internal sealed class SiteLab : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tsumugi-site-");
    private readonly TestHub _hub;
    private readonly System.Security.Cryptography.ECDsa _key;

    private SiteLab(TestHub hub, string id)
    {
        (_hub, Id, Folder) = (hub, id, new(Path.Combine(_folder.FullName, "site")));
        _key = Folder.OpenKey();
    }

    public string Id { get; }

    public SiteFolder Folder { get; }

    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Bodies and headers, as they left.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    public ConcurrentQueue<string> Said { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Enrols a site of the laboratory, lets it join and writes its policy.</summary>
    /// <param name="sequences">Of its dataset.</param>
    public static async Task<SiteLab> JoinAsync(TestHub hub, string id, IEnumerable<string> sequences, string policy = "", string dataset = "")
    {
        var site = new SiteLab(hub, id);
        Directory.CreateDirectory(site.Data);
        await File.WriteAllTextAsync(Path.Combine(site.Data, "proteins.fa"), string.Concat(sequences.Select((sequence, i) => $">{id}-{i}\n{sequence}\n")), Stop);
        using var steward = hub.Client(await hub.TokenAsync("owner"));
        using var enrolled = await steward.PostAsJsonAsync("/api/v1/federation/sites", new EnrolmentRequest { Id = id, Institution = "lab" }, Stop);
        Assert.True(enrolled.IsSuccessStatusCode, await enrolled.Content.ReadAsStringAsync(Stop));
        var code = (await enrolled.Content.ReadFromJsonAsync<EnrolmentView>(Stop))!.Code;
        var joined = await SiteHub.JoinAsync(hub.Address, code, site._key, Stop);
        site.Folder.WriteIdentity(new(hub.Address, joined.Site, joined.Institution, joined.Keys));
        site.WritePolicy(policy, dataset);
        return site;
    }

    public void WritePolicy(string policy = "", string dataset = "", string approval = "automatic") => File.WriteAllText(Folder.Policy, string.Create(CultureInfo.InvariantCulture, $"""
        recipes: [federate-protein]
        mostRounds: 10
        approval: {approval}
        {policy}
        datasets:
          {Id}-proteins:
            folder: {Data}
            minimumRows: 2
            licence: CC-BY-4.0
            permission: GeneralResearch
            {dataset}

        """));

    public SiteHub Wire(Uri? address = null) => new(address ?? _hub.Address, Id, _key, new Recorder(Sent));

    /// <summary>A request as the site, or whoever has another key, would sign it.</summary>
    /// <param name="signed">What is said to be the body.</param>
    public HttpRequestMessage Signed(HttpMethod method, string target, byte[] signed, byte[] body, System.Security.Cryptography.ECDsa? key = null)
    {
        var request = SignedRequest.Make(Id, method.Method, target, DateTimeOffset.UtcNow, SignedRequest.HashOf(signed));
        return new(method, target)
        {
            Content = new ByteArrayContent(body),
            Headers =
            {
                { SignedRequest.SiteHeader, Id },
                { SignedRequest.TimeHeader, $"{request.Seconds}" },
                { SignedRequest.NonceHeader, request.Nonce },
                { SignedRequest.BodyHeader, request.Body },
                { SignedRequest.SignatureHeader, request.Sign(key ?? _key) },
            },
        };
    }

    public SiteAgent Agent(ITrainer trainer, Uri? address = null) => new(Folder, Wire(address), trainer, Said.Enqueue) { Pause = TimeSpan.FromMilliseconds(200) };

    /// <summary>Works until it is disposed.</summary>
    public RunningSite Run(ITrainer trainer, Uri? address = null) => new(Agent(trainer, address));

    public IReadOnlyList<SiteReceipt> Receipts => new ReceiptFile(Folder.Receipts).All();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class Recorder(ConcurrentQueue<string> sent) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            sent.Enqueue($"{request.Method} {request.RequestUri}\n{request.Headers}\n{Encoding.Latin1.GetString(body)}");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}

internal sealed class RunningSite : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningSite(SiteAgent agent) => _running = Task.Run(() => agent.RunAsync(_stop.Token));

    /// <summary>As when the program is killed: nothing more is said or sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
        }

        _stop.Dispose();
    }
}

/// <summary>Adds the same number to every weight in place of training, so that a round's result can be worked out by hand.</summary>
internal sealed class AddingTrainer(float added, long examples = 4) : ITrainer
{
    public Func<CancellationToken, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>Spoils what comes of it.</summary>
    public Func<ModelShape, float[], string, bool>? Write { get; init; }

    public int Runs { get; private set; }

    public async Task<Trained> RunAsync(JobOrder order, string folder, Action<string, long, long> progress, CancellationToken stop)
    {
        Runs++;
        await Before(stop);
        using var file = SafetensorsFile.Open(order.Inputs.Single(input => input.Name == "model").Files["model.safetensors"]);
        var shape = ModelShape.Of(file);
        var numbers = shape.Read(file);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] += added;
        var output = Path.Combine(folder, "output");
        Directory.CreateDirectory(output);
        shape.Write(Path.Combine(output, "model.safetensors"), new Dictionary<string, string>(), ("", numbers));
        return new(examples, 1, 1, 2, 1, 0);
    }
}
