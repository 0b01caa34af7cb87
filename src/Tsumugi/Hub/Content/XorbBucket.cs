using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content;

/// <summary>An S3-compatible object store: one object for each xorb. A single PUT of at most 64 MiB is there whole or not at all.</summary>
public sealed class XorbBucket(S3Options options) : IXorbFiles, IDisposable
{
    private readonly AmazonS3Client _client = new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint.ToString(),
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,

            // Many servers know nothing of Amazon's newer checksums; every chunk is known by its hash in any case.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <exception cref="StateFolderException">When the bucket cannot be reached or used; said before anything is served.</exception>
    public async Task CheckAsync(CancellationToken stop)
    {
        try
        {
            await _client.ListObjectsV2Async(new() { BucketName = options.Bucket, Prefix = options.Prefix, MaxKeys = 1 }, stop);
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new StateFolderException(new(
                $"オブジェクトストア {options} を使えません（{error.Message}）。URL・バケット・鍵を確かめてください。",
                $"The object store {options} cannot be used ({error.Message}); check its address, the bucket and the keys."));
        }
    }

    public async Task PutAsync(XetHash xorb, string path, CancellationToken stop)
    {
        if (await SizeAsync(xorb, stop) is not null)
            return;
        try
        {
            await _client.PutObjectAsync(
                new() { BucketName = options.Bucket, Key = KeyOf(xorb), FilePath = path, UseChunkEncoding = false, ContentType = "application/octet-stream" }, stop);
        }
        catch (AmazonServiceException error)
        {
            throw new IOException($"The object store did not keep a xorb: {error.Message}", error);
        }
    }

    public async Task<IXorbFile> OpenAsync(XetHash xorb, CancellationToken stop) =>
        new OpenObject(_client, options.Bucket, KeyOf(xorb), await SizeAsync(xorb, stop) ?? throw new FileNotFoundException($"The object store has no xorb {xorb}."));

    public async IAsyncEnumerable<XetHash> ListAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix };
        while (true)
        {
            var page = await _client.ListObjectsV2Async(request, stop);
            foreach (var found in page.S3Objects ?? [])
            {
                if (XetHash.TryParse(found.Key[options.Prefix.Length..].Replace("/", "", StringComparison.Ordinal), out var xorb))
                    yield return xorb;
            }

            if (page.IsTruncated != true)
                break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public Task DeleteAsync(XetHash xorb, CancellationToken stop) => _client.DeleteObjectAsync(options.Bucket, KeyOf(xorb), stop);

    public void Dispose() => _client.Dispose();

    // As in the folder, so that one can be copied into the other by any tool.
    private string KeyOf(XetHash xorb)
    {
        var name = xorb.ToString();
        return $"{options.Prefix}{name[..2]}/{name[2..]}";
    }

    private async Task<long?> SizeAsync(XetHash xorb, CancellationToken stop)
    {
        try
        {
            return (await _client.GetObjectMetadataAsync(options.Bucket, KeyOf(xorb), stop)).ContentLength;
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Asks for more than is wanted at once: readers mostly go on where they were, and each request costs a round trip.</summary>
    private sealed class OpenObject(AmazonS3Client client, string bucket, string key, long size) : IXorbFile
    {
        private const long Ahead = 8 << 20;

        /// <summary>A gap of this many bytes is read over rather than asked anew: headers of chunks lie between.</summary>
        private const long SmallGap = 64 << 10;

        private readonly byte[] _skipped = new byte[4096];
        private GetObjectResponse? _answer;
        private long _position;
        private long _end;

        public async ValueTask ReadAsync(IReadOnlyList<Memory<byte>> buffers, long offset, CancellationToken stop)
        {
            var wanted = buffers.Sum(buffer => (long)buffer.Length);
            if (offset + wanted > size)
                throw new EndOfStreamException("A xorb in the object store is shorter than its table says.");
            await GoToAsync(offset, wanted, stop);
            foreach (var buffer in buffers)
                await FillAsync(buffer, wanted, stop);
        }

        public void Dispose() => _answer?.Dispose();

        private async ValueTask GoToAsync(long offset, long wanted, CancellationToken stop)
        {
            if (_answer is null || offset < _position || offset - _position > SmallGap || offset >= _end)
            {
                await AskAsync(offset, wanted, stop);
                return;
            }

            while (_position < offset)
                await FillAsync(_skipped.AsMemory(0, (int)Math.Min(_skipped.Length, offset - _position)), wanted, stop);
        }

        private async ValueTask FillAsync(Memory<byte> buffer, long wanted, CancellationToken stop)
        {
            var again = false;
            while (buffer.Length > 0)
            {
                if (_position == _end)
                    await AskAsync(_position, wanted, stop);
                var read = await TryReadAsync(buffer, stop);
                if (read == 0 && again)
                    throw new IOException("The object store ended its answer before its time, twice.");

                // While a slow client took what came before, the store may have lost patience.
                if (read == 0)
                    await AskAsync(_position, wanted, stop);
                again = read == 0;
                (buffer, _position) = (buffer[read..], _position + read);
            }
        }

        private async ValueTask<int> TryReadAsync(Memory<byte> buffer, CancellationToken stop)
        {
            try
            {
                return await _answer!.ResponseStream.ReadAsync(buffer, stop);
            }
            catch (IOException)
            {
                return 0;
            }
        }

        private async Task AskAsync(long offset, long wanted, CancellationToken stop)
        {
            _answer?.Dispose();
            _answer = null;
            (_position, _end) = (offset, Math.Min(size, offset + Math.Max(wanted, Ahead)));
            try
            {
                _answer = await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new(offset, _end - 1) }, stop);
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                throw new FileNotFoundException("The object store has the xorb no longer.", error);
            }
        }
    }
}
