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
/// <remarks>The newest key signs; every key that lies there verifies, so that a new one can be put beside the old.</remarks>
public sealed class HubSigner(HubOptions options)
{
    private readonly ConcurrentDictionary<string, ECDsa> _keys = [];
    private readonly Lock _lock = new();
    private string? _newest;

    private string Folder => Path.Combine(options.Keys, "signing");

    public HubSignature Sign(string text)
    {
        var newest = Newest();
        return new(newest, Base64Url(_keys[newest].SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256)));
    }

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
            var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Folder);
            else
                Directory.CreateDirectory(Folder, owner | UnixFileMode.UserExecute);
            var files = Directory.GetFiles(Folder, "*.pem").Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0)
                files.Add(Make(owner));
            foreach (var file in files)
            {
                var key = ECDsa.Create();
                key.ImportFromPem(File.ReadAllText(file));
                _keys[_newest = Thumbprint(key)] = key;
            }

            return _newest!;
        }
    }

    private string Make(UnixFileMode owner)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(Folder, $"{DateTime.UtcNow:yyyyMMddHHmmss}.pem");
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = owner;
        using var writer = new StreamWriter(path, create);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
        return path;
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
