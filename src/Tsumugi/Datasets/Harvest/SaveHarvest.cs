using Microsoft.EntityFrameworkCore;
using System.Net.Http.Headers;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Harvest;

/// <summary>An operator has a catalogue elsewhere harvested, or changes how; its token is kept when none is sent.</summary>
public sealed record SaveHarvest(string? Id, HarvestRequest Asked)
{
    private const int MostText = 200;
    private const int MostAddress = 2_000;
    private const int MostHours = 24 * 90;

    public async Task<Outcome<HarvestSource>> RunAsync(HubDb db, HarvestHttp http, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (Check() is { } faults)
            return faults;
        var (id, form) = (Id!, NamedWord.TryRead<HarvestForm>(Asked.Form, out var read) ? read : default);
        var source = await db.FindAsync<HarvestSource>([id], stop);
        var kind = source is null ? "harvest.added" : "harvest.changed";
        source ??= db.Add(new HarvestSource { Id = id, NameJa = "", NameEn = "", Url = "", Form = form, EveryHours = 0, PersonId = "", AddedAt = now, NextAt = now }).Entity;

        // Of another address, or in another form, everything is to be told anew.
        if ((source.Url, source.Form, source.Set, source.Prefix) != (Asked.Url!.Trim(), form, Asked.Set?.Trim() ?? "", Asked.Prefix?.Trim() ?? ""))
            (source.Cursor, source.Since, source.SinceNext, source.Clearing) = (null, null, null, false);
        (source.NameJa, source.NameEn, source.Url, source.Form) = (Asked.NameJa!.Trim(), Asked.NameEn!.Trim(), Asked.Url.Trim(), form);
        (source.Prefix, source.Set, source.EveryHours, source.PersonId) = (Asked.Prefix?.Trim() ?? "", Asked.Set?.Trim() ?? "", Asked.EveryHours ?? 24, caller.PersonId!);
        (source.EndedAt, source.NextAt, source.Faults, source.FaultJa, source.FaultEn) = (null, now, 0, null, null);
        if (Asked.Secret?.Trim() is { Length: > 0 } secret)
            source.ProtectedSecret = http.Protect(secret);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = kind,
            Subject = source.Node,
            Facts = new Dictionary<string, object?> { ["url"] = source.Url, ["form"] = form.ToString(), ["prefix"] = source.Prefix, ["set"] = source.Set, ["everyHours"] = source.EveryHours },
        });
        await db.SaveChangesAsync(stop);
        return source;
    }

    private Refusal? Check() => new FieldFaults()
        .Refuse("id", ShortName.Fault(Id))
        .Need(Asked.NameJa?.Trim() is { Length: > 0 and <= MostText }, "nameJa", new($"日本語の名称を {MostText} 文字以内で入力してください。", $"Enter the Japanese name, up to {MostText} characters."))
        .Need(Asked.NameEn?.Trim() is { Length: > 0 and <= MostText }, "nameEn", new($"英語の名称を {MostText} 文字以内で入力してください。", $"Enter the English name, up to {MostText} characters."))
        .Need(Asked.Url?.Trim() is { Length: <= MostAddress } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0, "url", new("http か https の URL を書いてください（名前やパスワードは入れません）。", "Give an address of http or https, without a name or a password in it."))
        .Need(NamedWord.TryRead<HarvestForm>(Asked.Form, out _), "form", new($"{string.Join("・", Enum.GetNames<HarvestForm>())} から選んでください。", $"Choose one of {string.Join(", ", Enum.GetNames<HarvestForm>())}."))
        .Need(Asked.EveryHours is null or (>= 1 and <= MostHours), "everyHours", new($"1～{MostHours:N0} 時間にしてください。", $"It must be from 1 to {MostHours:N0} hours."))
        .Need((Asked.Prefix?.Length ?? 0) <= MostText && (Asked.Set?.Length ?? 0) <= MostText, "set", new($"{MostText} 文字以内にしてください。", $"Keep it within {MostText} characters."))
        .Need(string.IsNullOrWhiteSpace(Asked.Secret) || AuthenticationHeaderValue.TryParse($"Bearer {Asked.Secret.Trim()}", out _), "secret", new("トークンに使えない文字が含まれています。", "The token holds characters that no token has."))
        .ToRefusal("bad-harvest");
}

/// <summary>An operator has a catalogue asked now, rather than when its time has come.</summary>
public sealed record AskHarvest(string? Id)
{
    public async Task<Outcome<HarvestSource>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindHarvest.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found;
        if (found.Value.EndedAt is not null)
            return Refusal.Conflict("harvest-ended", new($"{Id} の収集は終わっています。", $"The harvest of {Id} has ended."), new("もう一度登録してください。", "Enter it again."));
        found.Value.NextAt = now;
        await db.SaveChangesAsync(stop);
        return found;
    }
}

/// <summary>An operator ends the harvest of a catalogue: what it told is found no more.</summary>
public sealed record EndHarvest(string? Id)
{
    public async Task<Outcome<HarvestSource>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindHarvest.RunAsync(db, caller, Id, stop);
        if (found.Refused || found.Value.EndedAt is not null)
            return found;
        var source = found.Value;
        (source.EndedAt, source.Cursor, source.Since, source.Clearing, source.ProtectedSecret) = (now, null, null, false, null);

        // Each record is its own subject, so that the catalogue forgets it with the next question.
        var rows = await db.Set<HarvestedRecord>().Where(row => row.SourceId == source.Id && row.DeletedAt == null).ToListAsync(stop);
        foreach (var row in rows)
            RunHarvest.Forget(db, row, now);
        db.Record(new() { Actor = caller.Node, Kind = "harvest.ended", Subject = source.Node, Facts = new Dictionary<string, object?> { ["records"] = rows.Count } });
        await db.SaveChangesAsync(stop);
        return source;
    }
}

internal static class FindHarvest
{
    /// <summary>For operators.</summary>
    public static async Task<Outcome<HarvestSource>> RunAsync(HubDb db, Caller caller, string? id, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        return await db.FindAsync<HarvestSource>([id ?? ""], stop) is { } source ? source : Gate.NoSuch(new($"カタログ {id} ", $"the catalogue {id}"));
    }

    public static Task<int> CountAsync(HubDb db, string id, CancellationToken stop) => db.Set<HarvestedRecord>().CountAsync(row => row.SourceId == id && row.DeletedAt == null, stop);

    /// <summary>A record, for everybody who is signed in.</summary>
    public static async Task<Outcome<(HarvestedRecord Record, HarvestSource Source)>> RecordAsync(HubDb db, Caller caller, string source, string key, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var record = await db.Set<HarvestedRecord>().AsNoTracking().FirstOrDefaultAsync(row => row.SourceId == source && row.Key == key, stop);
        return record is null ? Gate.NoSuch(new($"記録 {source}/{key} ", $"the record {source}/{key}"))
            : (record, await db.Set<HarvestSource>().AsNoTracking().FirstAsync(row => row.Id == source, stop));
    }
}
