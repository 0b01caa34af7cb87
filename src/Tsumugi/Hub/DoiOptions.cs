using System.Text;
using System.Text.RegularExpressions;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>The agency that registers the hub's DOIs, and the account for it.</summary>
public sealed partial record DoiOptions
{
    private const string Prefixed = "TSUMUGI_DOI_";

    /// <summary>Name of the agency: <c>datacite</c> or <c>jalc</c>.</summary>
    public required string Agency { get; init; }

    /// <summary>What the agency assigned, for example <c>10.5072</c>.</summary>
    public required string Prefix { get; init; }

    public required string User { get; init; }

    public required string Password { get; init; }

    /// <summary>Where the agency listens, when not at its usual address.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The depositor's site at Japan Link Center, for example <c>SI/JST.JaLC</c>; DataCite has none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The address at which the world reaches this hub, with a slash at its end: landing pages lie beneath it for ever.</summary>
    public required Uri Hub { get; init; }

    /// <summary>How long the first repetition waits after a failure; each one after it waits twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Reads <c>TSUMUGI_DOI_AGENCY</c>, <c>_PREFIX</c>, <c>_USER</c>, <c>_PASSWORD</c>, <c>_HUB</c>, <c>_ENDPOINT</c> and <c>_SITE</c>, each also from the file that <c>…_FILE</c> names.</summary>
    /// <returns>Null when no agency is named: the hub then mints no DOIs.</returns>
    /// <exception cref="StateFolderException">When something is missing, cannot be read, or is no prefix or address.</exception>
    public static DoiOptions? Read(Func<string, string?> variable)
    {
        var settings = new SecretSettings(Prefixed, new("DOI", "DOI"), variable);
        if (settings.Find("AGENCY") is not { } agency)
            return null;
        var (prefix, user, password, hub) = (settings.Need("PREFIX"), settings.Need("USER"), settings.Need("PASSWORD"), settings.Need("HUB"));
        var site = agency == "jalc" ? settings.Need("SITE") : "";
        settings.RefuseMissing();
        if (!PrefixForm().IsMatch(prefix))
            throw settings.Fault(new($"{Prefixed}PREFIX は 10.5072 のような形にしてください。", $"{Prefixed}PREFIX must look like 10.5072."));
        return new()
        {
            Agency = agency,
            Prefix = prefix,
            User = user,
            Password = password,
            Hub = settings.Address("HUB", hub.EndsWith('/') ? hub : hub + "/"),
            Endpoint = settings.Find("ENDPOINT") is { } endpoint ? settings.Address("ENDPOINT", endpoint) : null,
            Site = site,
        };
    }

    /// <summary>The account as HTTP's Basic scheme writes it; as secret as the password.</summary>
    public string Basic => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    /// <summary>The page that a DOI leads to, whatever becomes of what it names.</summary>
    public Uri Landing(string doi) => new(Hub, $"doi/{doi}");

    /// <summary>Says where and as whom, never with what: this text may reach a log.</summary>
    public override string ToString() => $"{Agency} {Prefix} {User}";

    /// <summary>Directory indicator 10 and a registrant code, which may be divided (ISO 26324).</summary>
    [GeneratedRegex(@"^10\.[0-9]{4,9}(\.[0-9]+)*$")]
    private static partial Regex PrefixForm();
}
