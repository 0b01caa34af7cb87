using System.Globalization;
using System.Net.Http.Headers;
using Tsumugi.Client.Instruments;

namespace Tsumugi.Client;

/// <summary>What captures beside instruments bring in.</summary>
public sealed partial class HubClient
{
    /// <summary>The hub's clock, UTC, to the second.</summary>
    public async Task<DateTime> ClockAsync(CancellationToken stop)
    {
        using var response = await _http.GetAsync(new Uri("whoami", UriKind.Relative), stop);
        await ThrowIfRefusedAsync(response, stop);
        return response.Headers.Date?.UtcDateTime ?? DateTime.UtcNow;
    }

    public Task<CaptureView> AnnounceCaptureAsync(string instrument, CaptureAnnouncement said, CancellationToken stop) =>
        PostAsync<CaptureAnnouncement, CaptureView>($"instruments/{instrument}/captures", said, stop);

    /// <param name="page">From 1.</param>
    public Task<Paged<CaptureView>> CapturesAsync(string instrument, int page, CancellationToken stop) =>
        GetAsync<Paged<CaptureView>>(string.Create(CultureInfo.InvariantCulture, $"instruments/{instrument}/captures?page={page}"), stop);

    /// <returns>Which of some SHA-256 are still to be sent.</returns>
    public Task<List<string>> MissingInCaptureAsync(string id, IReadOnlyCollection<string> contents, CancellationToken stop) =>
        PostAsync<IReadOnlyCollection<string>, List<string>>($"captures/{id}/missing", contents, stop);

    public async Task PutCaptureContentAsync(string id, string sha256, Stream content, CancellationToken stop)
    {
        using var body = new StreamContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await _http.PutAsync(new Uri($"captures/{id}/contents/{sha256}", UriKind.Relative), body, stop);
        await ThrowIfRefusedAsync(response, stop);
    }

    /// <summary>Makes one content of its pieces, which are there already.</summary>
    public Task<List<string>> JoinCapturePiecesAsync(string id, string sha256, CapturePieces pieces, CancellationToken stop) =>
        PostAsync<CapturePieces, List<string>>($"captures/{id}/contents/{sha256}", pieces, stop);

    public Task<CaptureView> CommitCaptureAsync(string id, CaptureCommit commit, CancellationToken stop) => PostAsync<CaptureCommit, CaptureView>($"captures/{id}/revisions", commit, stop);

    public Task<CaptureView> JoinCaptureAsync(string id, CaptureJoin join, CancellationToken stop) => PostAsync<CaptureJoin, CaptureView>($"captures/{id}/join", join, stop);
}
