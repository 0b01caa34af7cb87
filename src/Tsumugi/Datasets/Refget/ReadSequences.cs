using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats;
using Tsumugi.Formats.Fasta;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Refget;

/// <summary>Reads the FASTA files that were noted, one at a time. The row says what waits, so a hub that was stopped goes on.</summary>
public sealed partial class ReadSequences(ContentStore content, IServiceScopeFactory scopes, ILogger<ReadSequences> log) : BackgroundService
{
    /// <summary>Of one file; a human genome with its scaffolds has some thousands, all of Swiss-Prot half a million.</summary>
    public const int MostSequences = 1_000_000;

    private const int Batch = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isNoted = false;
        while (true)
        {
            var pause = Pause;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<HubDb>();
                if (!isNoted)
                    await NoteOlderAsync(db, stoppingToken);
                isNoted = true;
                if (await ReadOneAsync(db, stoppingToken))
                    pause = TimeSpan.Zero;
            }
#pragma warning disable CA1031 // Records that are locked must not end the reading for good; the file still waits.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(error);
                pause = AfterFailure;
            }

            await Task.Delay(pause, stoppingToken);
        }
    }

    // Files that came before hubs read sequences.
    private static async Task NoteOlderAsync(HubDb db, CancellationToken stop)
    {
        if (await db.Set<RefgetFile>().AnyAsync(stop))
            return;
        var found = new Dictionary<string, RevisionFile>(StringComparer.Ordinal);
        await foreach (var page in db.Set<FilePage>().AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
        {
            foreach (var file in FilePages.Read(page).Where(file => NoteFasta.IsFasta(file.Path)))
                found.TryAdd(file.Hash, file);
        }

        await NoteFasta.RunAsync(db, found.Values, DateTime.UtcNow, stop);
        await db.SaveChangesAsync(stop);
    }

    /// <returns>Whether there was something to read.</returns>
    private async Task<bool> ReadOneAsync(HubDb db, CancellationToken stop)
    {
        if (await db.Set<RefgetFile>().AsNoTracking().Where(row => row.ReadAt == null).OrderBy(row => row.AddedAt).FirstOrDefaultAsync(stop) is not { } file)
            return false;

        // What an interrupted reading left is read again.
        await db.Set<RefgetSequence>().Where(row => row.Sha256 == file.Sha256).ExecuteDeleteAsync(stop);
        var (number, fault) = (0, (string?)null);
        try
        {
            await using var stored = await content.OpenAsync(file.Sha256, stop);
            await using var expanded = SequenceDigests.Expanded(stored, file.Path);
            await foreach (var sequence in SequenceDigests.ReadAsync(expanded, file.Path, stop))
            {
                if (number == MostSequences)
                {
                    fault = $"Only the first {MostSequences} sequences are found by their digests.";
                    break;
                }

                db.Add(Row(file.Sha256, number++, sequence));
                if (number % Batch == 0)
                    await SaveAsync(db, stop);
            }
        }
        catch (InvalidFileException error)
        {
            fault = error.Message;
        }
        catch (FileNotFoundException)
        {
            fault = "The file is gone.";
        }

        await SaveAsync(db, stop);
        await db.Set<RefgetFile>().Where(row => row.Sha256 == file.Sha256).ExecuteUpdateAsync(
            row => row.SetProperty(one => one.ReadAt, DateTime.UtcNow).SetProperty(one => one.Sequences, number).SetProperty(one => one.Fault, fault), stop);
        return true;
    }

    private static async Task SaveAsync(HubDb db, CancellationToken stop)
    {
        await db.SaveChangesAsync(stop);
        db.ChangeTracker.Clear();
    }

    private static RefgetSequence Row(string sha256, int number, DigestedSequence sequence) => new()
    {
        Sha256 = sha256,
        Number = number,
        Name = sequence.Name,
        IsCircular = sequence.IsCircular,
        Length = sequence.Length,
        Md5 = sequence.Md5,
        Ga4gh = sequence.Ga4gh,
        Offset = sequence.Offset,
        LineLetters = sequence.LineLetters,
        LineBytes = sequence.LineBytes,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Sequences could not be read; it is tried again later")]
    private partial void LogFailed(Exception error);
}
