using System.Text.RegularExpressions;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>Who says by OpenID Connect who somebody is: an institution's or a federation's sign-in, ORCID.</summary>
public sealed partial record OidcProvider
{
    private const string Listed = "TSUMUGI_OIDC";

    /// <summary>Short name in addresses, for example <c>orthros</c>. Logins are kept under it: it stays as it is.</summary>
    public required string Name { get; init; }

    /// <summary>As it stands on the sign-in page.</summary>
    public required Words Title { get; init; }

    /// <summary>The issuer; its settings lie beneath it at <c>.well-known/openid-configuration</c>.</summary>
    public required Uri Authority { get; init; }

    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    /// <summary>Whoever comes from there for the first time becomes a researcher of this institution; null when they need an invitation.</summary>
    public string? Institution { get; init; }

    /// <summary>Reads <c>TSUMUGI_OIDC</c>, the names between commas, and of each <c>TSUMUGI_OIDC_NAME_AUTHORITY</c>, <c>_CLIENT_ID</c>, <c>_CLIENT_SECRET</c>, <c>_TITLE_JA</c>, <c>_TITLE_EN</c> and <c>_INSTITUTION</c>, each also from the file that <c>…_FILE</c> names.</summary>
    /// <exception cref="StateFolderException">When something is missing, cannot be read, or is no name or address.</exception>
    public static IReadOnlyList<OidcProvider> Read(Func<string, string?> variable)
    {
        var names = (variable(Listed) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. names.Distinct(StringComparer.Ordinal).Select(name => ReadOne(name, variable))];
    }

    /// <summary>Says who and where, never with what: this text may reach a log.</summary>
    public override string ToString() => $"{Name} {Authority}";

    private static OidcProvider ReadOne(string name, Func<string, string?> variable)
    {
        var prefix = $"{Listed}_{name.ToUpperInvariant()}_";
        var settings = new SecretSettings(prefix, new($"OpenID Connect（{name}）", $"OpenID Connect ({name})"), variable);
        if (!NameForm().IsMatch(name))
            throw settings.Fault(new($"{Listed} の名前は、英小文字で始まる英小文字と数字 20 字以内にしてください。", $"A name in {Listed} must be up to 20 lower-case letters and digits, beginning with a letter."));
        var (authority, id, secret) = (settings.Need("AUTHORITY"), settings.Need("CLIENT_ID"), settings.Need("CLIENT_SECRET"));
        settings.RefuseMissing();
        var address = settings.Address("AUTHORITY", authority);
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
            throw settings.Fault(new($"{prefix}AUTHORITY は https の URL にしてください。", $"{prefix}AUTHORITY must be an https address."));
        var title = settings.Find("TITLE_EN") ?? settings.Find("TITLE_JA") ?? name;
        return new()
        {
            Name = name,
            Title = new(settings.Find("TITLE_JA") ?? title, title),
            Authority = address,
            ClientId = id,
            ClientSecret = secret,
            Institution = settings.Find("INSTITUTION"),
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9]{0,19}$")]
    private static partial Regex NameForm();
}
