using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Sites;

/// <summary>Makes a site, or changes one; its secret is kept when none is sent.</summary>
public sealed class SaveSite(HubDb db, SiteSecrets secrets, IEnumerable<IExecutor> executors)
{
    public async Task<Outcome<Site>> RunAsync(Caller caller, string id, SiteRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var site = await db.Set<Site>().FirstOrDefaultAsync(row => row.Id == id, stop);
        var known = request.Institution is null || await db.Set<Institution>().AnyAsync(row => row.Id == request.Institution, stop);
        var secret = string.IsNullOrWhiteSpace(request.Secret) ? null : request.Secret.Trim();
        if (Check(id, request, site, secret, known, [.. executors.Select(executor => executor.Engine)], now) is { } faults)
            return faults;
        var isNew = site is null;
        site ??= db.Add(new Site { Id = id, Engine = request.Engine, NameJa = "", NameEn = "" }).Entity;
        Apply(site, request);
        if (secret is not null)
            (site.ProtectedSecret, site.SecretUntil) = (secrets.Protect(secret), SiteSecrets.EndOf(secret));
        db.Record(Entry(caller, site, isNew ? "site.created" : "site.changed", secret is not null));
        await db.SaveChangesAsync(stop);
        return site;
    }

    /// <summary>Everything about the request's form, all errors at once.</summary>
    /// <param name="existing">The site as it is; null when it is made now.</param>
    /// <param name="secret">The credential that was sent; null when the one that the hub has stays.</param>
    public static Refusal? Check(string id, SiteRequest request, Site? existing, string? secret, bool institutionKnown, IReadOnlyList<string> engines, DateTime now)
    {
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(id))
            .Need(request.NameJa.Trim().Length is > 0 and <= 200, "nameJa", new("日本語の名称を 200 文字以内で入力してください。", "Enter the Japanese name, up to 200 characters."))
            .Need(request.NameEn.Trim().Length is > 0 and <= 200, "nameEn", new("英語の名称を 200 文字以内で入力してください。", "Enter the English name, up to 200 characters."))
            .Need(institutionKnown, "institution", new($"研究機関 {request.Institution} はありません。", $"There is no institution {request.Institution}."))
            .Need(engines.Contains(request.Engine), "engine", new($"エンジン「{request.Engine}」はありません。使えるもの：{string.Join("、", engines)}。", $"There is no engine '{request.Engine}'. Available: {string.Join(", ", engines)}."))
            .Need(existing is null || existing.Engine == request.Engine, "engine", new("エンジンはあとから変えられません。", "The engine cannot be changed later."))
            .Need(existing is not null || request.Engine != Site.Embedded, "engine", new("このハブ自身の計算機は最初から登録されています。", "The hub's own machine is there already."))
            .Need(request.Prices.CoreHour >= 0 && request.Prices.GpuHour >= 0 && request.Prices.GpuModels.Values.All(price => price >= 0), "prices", new("単価は 0 以上にしてください。", "Prices must not be negative."));
        CheckPolicies(faults, request.Policies);
        for (var i = 0; i < request.Maintenance.Count; i++)
            faults.Need(request.Maintenance[i].From < request.Maintenance[i].Until, $"maintenance[{i}]", new("保守の終わりは始まりより後にしてください。", "Maintenance must end after it begins."));
        if (request.Engine == "slurm")
            CheckSlurm(faults, request.Slurm, existing?.ProtectedSecret is not null, secret, now);
        else
            faults.Need(request.Slurm is null && secret is null, "slurm", new("Slurm の設定は Slurm の計算拠点だけのものです。", "Only a site of Slurm takes these settings."));
        return faults.ToRefusal("bad-site");
    }

    private static void CheckPolicies(FieldFaults faults, SitePolicies policies)
    {
        foreach (var (field, most) in ((string, int?)[])
            [("mostCores", policies.MostCores), ("mostMemoryMiB", policies.MostMemoryMiB), ("mostMinutes", policies.MostMinutes)])
            faults.Need(most is null or > 0, $"policies.{field}", new("1 以上にしてください。", "It must be at least 1."));
        faults.Need(policies.MostGpus is null or >= 0, "policies.mostGpus", new("0 以上にしてください。", "It must not be negative."));
        foreach (var (image, folder) in policies.Images)
        {
            faults.Need(image.Trim().Length > 0 && !HasControls(image) && folder.StartsWith('/') && !HasControls(folder), "policies.images", new(
                $"「{image} = {folder}」ではなく 名前:タグ = /絶対/パス の形で書いてください。", $"Write name:tag = /absolute/path instead of '{image} = {folder}'."));
        }

        foreach (var (institution, share) in policies.Shares)
            faults.Need(share is >= 0.01 and <= 10_000, "policies.shares", new($"{institution} の配分の重みは 0.01 以上 10,000 以下にしてください。", $"The share of {institution} must be from 0.01 to 10,000."));
        foreach (var (person, login) in policies.Logins)
        {
            faults.Need(IsLogin(login) && person.Length > 0, "policies.logins", new(
                $"「{person} = {login}」のログイン名は、英小文字で始まる 32 文字以内の英小文字・数字・. _ - にしてください。", $"Write the login of '{person} = {login}' in up to 32 lower-case letters, digits, '.', '_' and '-', beginning with a letter."));
        }

        foreach (var held in policies.HeldData)
        {
            faults.Need(NodeRef.TryParse(held, out var node) && node.Kind is "dataset" or "model" or "institution", "policies.heldData", new(
                $"「{held}」ではなく dataset:機関/名前 か institution:機関 の形で書いてください。", $"Write dataset:institution/name or institution:name instead of '{held}'."));
        }
    }

    private static void CheckSlurm(FieldFaults faults, SlurmAccess? slurm, bool hasSecret, string? secret, DateTime now)
    {
        if (slurm is null)
        {
            faults.Need(false, "slurm", new("Slurm への接続を指定してください。", "Say how Slurm is reached."));
            return;
        }

        faults
            .Need(Uri.TryCreate(slurm.Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https", "slurm.endpoint", new("slurmrestd の http か https の URL にしてください。", "Write slurmrestd's address, http or https."))
            .Need(slurm.User.Trim().Length > 0, "slurm.user", new("ジョブを提出する利用者名を入力してください。", "Enter the user who submits the jobs."))
            .Need(slurm.Version.StartsWith("v0.0.", StringComparison.Ordinal), "slurm.version", new("v0.0.38 のような形にしてください。", "Write it like v0.0.38."))
            .Need(!HasControls(slurm.Worker) && !HasControls(slurm.DataFolder), "slurm.worker", new("改行や制御文字は使えません。", "Line breaks and control characters cannot be used."))
            .Need(secret is not null || hasSecret, "secret", new("Slurm のトークン（JWT）を入力してください。", "Enter Slurm's token (JWT)."))
            .Need(secret is null || AuthenticationHeaderValue.TryParse($"Bearer {secret}", out _), "secret", new("トークンに使えない文字が含まれています。", "The token holds characters that no token has."))
            .Need(secret is null || SiteSecrets.EndOf(secret) is not { } end || end > now, "secret", new("このトークンは期限が切れています。", "This token has expired."));
    }

    private static bool IsLogin(string text) => text.Length is > 0 and <= 32 && (char.IsAsciiLetterLower(text[0]) || text[0] == '_')
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '_' or '-');

    private static bool HasControls(string? text) => text?.Any(char.IsControl) == true;

    private static void Apply(Site site, SiteRequest request)
    {
        (site.NameJa, site.NameEn, site.InstitutionId, site.Open) = (request.NameJa.Trim(), request.NameEn.Trim(), request.Institution, request.Open);
        (site.Slurm, site.Prices, site.Policies, site.Maintenance) = (request.Slurm, request.Prices, request.Policies, request.Maintenance);
    }

    private static ThreadEntry Entry(Caller caller, Site site, string kind, bool newSecret) => new()
    {
        Actor = caller.Node,
        Kind = kind,
        Subject = site.Node,
        Facts = new Dictionary<string, object?>
        {
            ["engine"] = site.Engine,
            ["open"] = site.Open,
            ["endpoint"] = site.Slurm?.Endpoint,
            ["prices"] = site.Prices,
            ["policies"] = Site.WithoutLogins(site.Policies),
            ["logins"] = site.Policies.Logins.Count,
            ["maintenance"] = site.Maintenance,
            ["newSecret"] = newSecret,
        },
        Ties = site.InstitutionId is { } institution ? [new(site.Node, Relations.BelongsTo, NodeRef.Of("institution", institution))] : [],
    };
}
