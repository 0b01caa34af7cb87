using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>Settings that share a beginning and may hold secrets: each is read from its variable, or from the file that <c>…_FILE</c> names.</summary>
/// <param name="prefix">For example <c>TSUMUGI_S3_</c>.</param>
/// <param name="what">What is set by them, for whoever has to mend them.</param>
internal sealed class SecretSettings(string prefix, Words what, Func<string, string?> variable)
{
    private readonly List<string> _missing = [];

    /// <returns>Null when it is not set.</returns>
    /// <exception cref="StateFolderException">When the file cannot be read.</exception>
    public string? Find(string name)
    {
        if (variable(prefix + name) is { Length: > 0 } value)
            return value;
        if (variable($"{prefix}{name}_FILE") is not { Length: > 0 } path)
            return null;
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Fault(new($"{prefix}{name}_FILE が指すファイルを読めません。", $"The file that {prefix}{name}_FILE names cannot be read."));
        }
    }

    /// <summary>The value, or an empty text that <see cref="RefuseMissing"/> refuses together with the others.</summary>
    public string Need(string name)
    {
        if (Find(name) is { } value)
            return value;
        _missing.Add(prefix + name);
        return "";
    }

    /// <exception cref="StateFolderException">Naming everything that was needed and is not set.</exception>
    public void RefuseMissing()
    {
        if (_missing.Count > 0)
            throw Fault(new($"{string.Join("、", _missing)} が設定されていません。", $"{string.Join(", ", _missing)} is not set."));
    }

    /// <exception cref="StateFolderException">When the text is no address of the web.</exception>
    public Uri Address(string name, string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw Fault(new($"{prefix}{name} は http か https の URL にしてください。", $"{prefix}{name} must be an http or https address."));

    /// <summary>Says what is wrong, never with which value: this text may reach a log.</summary>
    public StateFolderException Fault(Words reason) => new(new($"{what.Ja}の設定：{reason.Ja}", $"{what.En} settings: {reason.En}"));
}
