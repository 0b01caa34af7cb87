using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Site;

/// <summary>What a site knows of itself and of its hub.</summary>
/// <param name="Keys">The hub's keys that were its own when the site joined, or when its operator trusted them anew.</param>
public sealed record SiteIdentity(Uri Hub, string Site, string Institution, IReadOnlyList<HubKey> Keys);

/// <summary>The folder of a site: identity, private key, policy, receipts, work in hand.</summary>
public sealed class SiteFolder(string path)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Identity => Path.Combine(path, "site.json");

    private string Key => Path.Combine(path, "key.pem");

    public string Policy => Path.Combine(path, "policy.yaml");

    public string Receipts => Path.Combine(path, "receipts.jsonl");

    /// <summary>Leases that were taken and rounds that were done; older ones are not done again.</summary>
    private LineFile<DoneTask> Done => new(Path.Combine(path, "done.jsonl"));

    public Approvals Approvals => new(path);

    public bool Exists => File.Exists(Identity);

    public string Work(string task) => Path.Combine(path, "work", task);

    /// <summary>Secrets of a masked round.</summary>
    public string Secrets(string training, int round) => Path.Combine(path, "secrets", $"{training}-{round}.json");

    /// <summary>The site's own control variate in a training.</summary>
    public string Control(string training) => Path.Combine(path, "controls", $"{training}.safetensors");

    /// <exception cref="IOException">The folder is of no site.</exception>
    public SiteIdentity ReadIdentity() => Exists
        ? JsonSerializer.Deserialize<SiteIdentity>(File.ReadAllBytes(Identity), JsonSerializerOptions.Web)!
        : throw new FileNotFoundException($"{path} is the folder of no site; run 'tsumugi site join' first.");

    public void WriteIdentity(SiteIdentity identity) => WritePrivate(Identity, JsonSerializer.SerializeToUtf8Bytes(identity, JsonSerializerOptions.Web));

    /// <summary>The site's key; made here when there is none, and never sent anywhere.</summary>
    public ECDsa OpenKey()
    {
        Directory.CreateDirectory(path);
        if (!File.Exists(Key))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            WritePrivate(Key, System.Text.Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Key));
        return key;
    }

    /// <summary>Digest of a dataset's files, keyed so that nobody outside can try out what they might be.</summary>
    public byte[] DigestKey()
    {
        var file = Path.Combine(path, "digest.key");
        if (!File.Exists(file))
            WritePrivate(file, RandomNumberGenerator.GetBytes(32));
        return File.ReadAllBytes(file);
    }

    public IReadOnlyList<DoneTask> ReadDone() => Done.All();

    public void AddDone(DoneTask done) => Done.Add(done, mustLast: false);

    /// <summary>Written whole, for its owner's eyes alone.</summary>
    /// <param name="mustLast">Whether it must outlive a loss of power.</param>
    public static void WritePrivate(string file, byte[] bytes, bool mustLast = true)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        using (var stream = new FileStream(file + ".new", options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: mustLast);
        }

        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>A task that came to its end here.</summary>
/// <param name="Ended"><c>taken</c> when the lease was seen, <c>sent</c> when the result arrived, <c>refused</c> when the site would not.</param>
public sealed record DoneTask(DateTime At, string Training, int Round, string Task, string Lease, string Kind, string Ended);
