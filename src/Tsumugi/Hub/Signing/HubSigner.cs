using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Hub.Signing;

/// <summary>A public key as others fetch it (RFC 7517): EC, P-256, base64url coordinates.</summary>
public sealed record PublicKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);

/// <param name="KeyId">Which key signed.</param>
/// <param name="Value">64 bytes, base64url: r and s (IEEE P1363).</param>
public sealed record HubSignature(string KeyId, string Value);

/// <summary>Signs what the hub says in its own name: ES256 (ECDSA, P-256, SHA-256). Keys lie in the state folder, readable by its owner alone.</summary>
/// <remarks>The newest key signs; every key that lies there verifies. A key that somebody else may have got is retired: what it signed verifies no longer.</remarks>
public sealed class HubSigner(HubOptions options)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ConcurrentDictionary<string, ECDsa> _keys = [];
    private readonly Lock _lock = new();
    private string? _newest;

    private string Folder => Path.Combine(options.Keys, "signing");

    private string RetiredFolder => Path.Combine(Folder, "retired");

    public HubSignature Sign(string text) => Sign(_ => text);

    /// <param name="text">From the id of the key that signs to what it signs.</param>
    public HubSignature Sign(Func<string, string> text)
    {
        var newest = Newest();
        return new(newest, Base64Url(_keys[newest].SignData(Encoding.UTF8.GetBytes(text(newest)), HashAlgorithmName.SHA256)));
    }

    /// <summary>Which key signs now.</summary>
    public string SigningKey => Newest();

    /// <summary>A new key signs from now on; the earlier ones stay published.</summary>
    /// <returns>Its id.</returns>
    public string Rotate()
    {
        lock (_lock)
        {
            Newest();
            return _newest = Load(Make());
        }
    }

    /// <summary>A key is published no longer, and what it signed verifies no longer. Where it was the one that signs, a new one does.</summary>
    /// <returns>False when there is no such key.</returns>
    public bool Retire(string keyId)
    {
        lock (_lock)
        {
            if (Newest() == keyId)
                Rotate();
            if (Files(Folder).FirstOrDefault(file => IdIn(file) == keyId) is not { } found || !_keys.TryRemove(keyId, out _))
                return false;
            MakeFolder(RetiredFolder);
            File.Move(found, Path.Combine(RetiredFolder, Path.GetFileName(found)), overwrite: true);
            return true;
        }
    }

    /// <summary>Ids of the keys that were retired.</summary>
    public IReadOnlyList<string> RetiredKeys() => Directory.Exists(RetiredFolder) ? [.. Files(RetiredFolder).Select(IdIn)] : [];

    /// <returns>False also for a signature that cannot be read, or of a key that is not here.</returns>
    public bool Verify(string text, HubSignature signature)
    {
        Newest();
        if (!_keys.TryGetValue(signature.KeyId, out var key))
            return false;
        try
        {
            return key.VerifyData(Encoding.UTF8.GetBytes(text), System.Buffers.Text.Base64Url.DecodeFromChars(signature.Value), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whoever has these can check what this hub signed.</summary>
    public IReadOnlyList<PublicKey> PublicKeys()
    {
        Newest();
        return [.. _keys.Select(one => Public(one.Key, one.Value)).OrderBy(key => key.Kid, StringComparer.Ordinal)];
    }

    private string Newest()
    {
        lock (_lock)
        {
            if (_newest is not null)
                return _newest;
            MakeFolder(Folder);
            foreach (var file in Files(Folder))
                _newest = Load(file);
            return _newest ??= Load(Make());
        }
    }

    /// <summary>In the order in which they were made.</summary>
    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*.pem").OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal);

    private string Load(string file)
    {
        var key = Read(file);
        var id = Thumbprint(key);
        _keys[id] = key;
        return id;
    }

    private static string IdIn(string file)
    {
        using var key = Read(file);
        return Thumbprint(key);
    }

    private static ECDsa Read(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(Folder, $"{DateTime.UtcNow:yyyyMMddHHmmssfffffff}.pem");
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = Owner;
        using var writer = new StreamWriter(path, create);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
        return path;
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
    }

    private static PublicKey Public(string id, ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new("EC", "P-256", Base64Url(point.X!), Base64Url(point.Y!), id, "sig", "ES256");
    }

    /// <summary>RFC 7638: SHA-256 of the key's required members in lexical order.</summary>
    private static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return Base64Url(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url(point.X!)}}","y":"{{Base64Url(point.Y!)}}"}""")));
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
