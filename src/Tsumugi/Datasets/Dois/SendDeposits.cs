using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Datasets.Dois.Agencies;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Dois;

/// <summary>Tells the agency what the records say it is to be told, one deposit at a time, until it has taken or refused each.</summary>
/// <remarks>What was sent and not noted, because the hub was killed in between, is sent again: the same text, which changes nothing there.</remarks>
public sealed partial class SendDeposits : BackgroundService
{
    /// <summary>How often the records are asked; a small query by an index.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger<SendDeposits> _log;
    private readonly DoiOptions? _options;
    private readonly AgencyHttp _http = new();
    private readonly IDoiAgency? _agency;

    /// <exception cref="StateFolderException">When the settings name an agency that the hub does not know.</exception>
    public SendDeposits(HubOptions options, IServiceScopeFactory scopes, ILogger<SendDeposits> log)
    {
        (_scopes, _log, _options) = (scopes, log, options.Doi);
        _agency = options.Doi is { } doi ? DoiAgencies.Make(doi, _http) : null;
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <summary>How long to wait before the next attempt.</summary>
    /// <param name="attempts">Those made so far, at least one.</param>
    public static TimeSpan PauseAfter(int attempts, TimeSpan first, TimeSpan longest, TimeSpan? asked)
    {
        var doubled = first * Math.Pow(2, Math.Min(attempts - 1, 30));
        var pause = doubled < longest ? doubled : longest;
        return asked > pause ? asked.Value : pause;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_agency is not { } agency)
            return;
        while (true)
        {
            if (!await TrySendAsync(agency, stoppingToken))
                await Task.Delay(Pause, stoppingToken);
        }
    }

    /// <returns>Whether there was something to send.</returns>
    private async Task<bool> TrySendAsync(IDoiAgency agency, CancellationToken stop)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<HubDb>();
            if (await DueAsync(db, agency.Name, stop) is not { } deposit)
                return false;
            var answer = agency.Write(deposit.Record) is { } text ? await agency.SendAsync(deposit.Doi, text, stop) : new(Verdict.Accepted);
            Note(deposit, answer, DateTime.UtcNow);
            await db.SaveChangesAsync(stop);
            if (answer.Verdict != Verdict.Accepted)
                LogNotTaken(deposit.Doi, answer.Verdict, deposit.Attempts, answer.Text);
            return true;
        }
#pragma warning disable CA1031 // A full disk must not end the sending for good; what was not noted is sent again.
        catch (Exception error) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(error);
            return false;
        }
    }

    // In the order in which they were written: nothing newer goes before what is older has been taken or refused.
    private static Task<DoiDeposit?> DueAsync(HubDb db, string agency, CancellationToken stop)
    {
        var (now, deposits) = (DateTime.UtcNow, db.Set<DoiDeposit>());
        return (
            from deposit in deposits
            join doi in db.Set<Doi>() on deposit.Doi equals doi.Value
            where doi.Agency == agency && deposit.DueAt <= now && !deposits.Any(older => older.Doi == deposit.Doi && older.Id < deposit.Id && older.DueAt != null)
            orderby deposit.DueAt
            select deposit).FirstOrDefaultAsync(stop);
    }

    private void Note(DoiDeposit deposit, AgencyAnswer answer, DateTime now)
    {
        deposit.Attempts++;
        deposit.Error = answer.Verdict == Verdict.Accepted ? null : answer.Text;
        (deposit.SentAt, deposit.RefusedAt, deposit.DueAt) = answer.Verdict switch
        {
            Verdict.Accepted => (now, null, null),
            Verdict.Refused => (null, now, null),
            _ => ((DateTime?)null, (DateTime?)null, (DateTime?)now + PauseAfter(deposit.Attempts, _options!.FirstPause, _options.LongestPause, answer.After)),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agency did not take {Doi} ({Verdict}, attempt {Attempts}): {Text}")]
    private partial void LogNotTaken(string doi, Verdict verdict, int attempts, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deposits of DOIs could not be sent; it is tried again later")]
    private partial void LogFailed(Exception error);
}
